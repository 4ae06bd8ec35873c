package io.sublet.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet.cli");

    @Test
    void whatFollowsFromWhatIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage("..cli.fleet..", "..cli.config..", "..cli.check..", "..cli.render..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio..",
                        "java.net..",
                        "java.util.concurrent..",
                        "picocli..",
                        "..cli.kube..",
                        "..cli.observe..",
                        "..cli.command..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void onlyOnePackageKnowsTheClientLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..cli.kube..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.fabric8..")
                        .and(com.tngtech.archunit.base.DescribedPredicate.not(
                                com.tngtech.archunit.core.domain.JavaClass.Predicates.type(
                                        KubernetesSerialization.class))))
                .check(CLASSES);
    }

    @Test
    void onlyCommandsKnowTheCommandLine() {
        classes()
                .that(resideInAPackage("..cli.command.."))
                .or(resideInAPackage("io.sublet.cli"))
                .should()
                .onlyHaveDependentClassesThat()
                .resideInAnyPackage("..cli.command..", "io.sublet.cli")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.cli.(*)..").should().beFreeOfCycles().check(CLASSES);
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
}
