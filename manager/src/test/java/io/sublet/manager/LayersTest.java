package io.sublet.manager;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.manager.slo.ForeignFields;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet.manager");

    private static final String[] CORE = {
        "..config..", "..console..", "..overcommit..", "..slo..", "..metric..", "..podqos..", "..view..", "..zone.."
    };

    @Test
    void coreKnowsNoCluster() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8..",
                        "io.quarkus..",
                        "io.vertx..",
                        "jakarta..",
                        "io.micrometer..",
                        "..manager.kube..",
                        "..manager.http..",
                        "java.io..",
                        "java.nio.file..",
                        "java.net..")
                .check(CLASSES);
    }

    /** Reconcilers have a clock, and what lives from pass to pass is shared by threads; the arithmetic knows neither. */
    @Test
    void arithmeticIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "..config..",
                        "..console..",
                        "..overcommit..",
                        "..slo..",
                        "..metric..",
                        "..podqos..",
                        "..zone..")
                .and(not(simpleNameEndingWith("Reconciler")))
                .and()
                .areNotAssignableTo(LiveConfig.class)
                .and()
                .areNotAssignableTo(WriteLedger.class)
                .and()
                .areNotAssignableTo(ForeignFields.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "org.jboss.logging..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void onlyKubeTalksToTheApiServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..manager.kube..", "io.sublet.manager")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveAnOrder() {
        slices().matching("io.sublet.manager.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesSayWhatThingsDo() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$")
                .orShould()
                .haveNameMatching(".*\\.Abstract[A-Z].*")
                .check(CLASSES);
    }
}
