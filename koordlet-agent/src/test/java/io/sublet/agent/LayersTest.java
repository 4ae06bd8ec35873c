package io.sublet.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.FileResult;
import java.lang.invoke.MethodHandle;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet.agent");

    @Test
    void decisionsAndPlansAreFreeOfInputOutputClocksThreadsAndLoggers() {
        noClasses()
                .that()
                .resideInAnyPackage("io.sublet.agent.decide..", "io.sublet.agent.plan..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.nio..", "java.net..", "java.util.concurrent..", "org.slf4j..", "com..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void onlyTheRealKernelOpensFilesOfTheKernel() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sublet.agent.kernel.linux..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.foreign..", "com.sun.jna..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("io.sublet.agent.kernel.linux..", "io.sublet.agent.runtime.nri..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.channels..")
                .check(CLASSES);
    }

    /** To link a function takes longer than most of what a start does, and what a start makes is public. */
    @Test
    void functionsOfTheCLibraryAreLinkedAtTheirFirstUseAndNotWithWhatMayUseThem() {
        noFields()
                .that()
                .haveRawType(MethodHandle.class)
                .should()
                .beDeclaredInClassesThat()
                .arePublic()
                .check(CLASSES);
    }

    @Test
    void onlyTheClusterClientTheEndpointsAndTheRuntimesClientKnowTheNetwork() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.sublet.agent.cluster.http..",
                        "io.sublet.agent.http..",
                        "io.sublet.agent.runtime.nri..",
                        "io.sublet.agent")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "javax.net..", "com.sun.net..")
                .check(CLASSES);
    }

    @Test
    void theAgentNeedsNoFrameworkAndNoTypedClient() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..", "io.quarkus..", "io.sublet.crds..", "com.fasterxml.jackson.databind..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.agent.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CLASSES);
    }

    @Test
    void valuesThatTravelBetweenTheStepsAreRecords() {
        classes()
                .that(new DescribedPredicate<JavaClass>("belong to a hierarchy of values") {
                    @Override
                    public boolean test(JavaClass type) {
                        return !type.isInterface()
                                && (type.isAssignableTo(Action.class)
                                        || type.isAssignableTo(Verdict.class)
                                        || type.isAssignableTo(Outcome.class)
                                        || type.isAssignableTo(FileResult.class));
                    }
                })
                .should(new ArchCondition<JavaClass>("be final records") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean ok = type.isRecord() && type.getModifiers().contains(JavaModifier.FINAL);
                        events.add(new SimpleConditionEvent(type, ok, type.getName() + " is no record"));
                    }
                })
                .check(CLASSES);
    }
}
