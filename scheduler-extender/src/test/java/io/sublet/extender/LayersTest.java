package io.sublet.extender;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet.extender");

    @Test
    void rankingIsFreeOfInputOutputClocksThreadsAndFrameworks() {
        noClasses()
                .that()
                .resideInAnyPackage("..rank..", "..fit..", "..extender.pin..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.util.concurrent..",
                        "org.slf4j..",
                        "io.fabric8..",
                        "io.quarkus..",
                        "io.vertx..",
                        "io.micrometer..",
                        "com.fasterxml..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void onlyTheClusterPackageAndTheWiringKnowTheApiServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..cluster..", "io.sublet.extender")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.fabric8..", "io.sublet.crds..")
                .check(CLASSES);
    }

    @Test
    void onlyTheHttpPackageAndTheWiringKnowTheServerAndItsMetrics() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..http..", "io.sublet.extender")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.quarkus..", "io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void answersNeverReachBackToTheCluster() {
        noClasses()
                .that()
                .resideInAnyPackage("..reply..", "..http..", "..snapshot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..extender.cluster..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.extender.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)|.*\\.Abstract[^.]*")
                .check(CLASSES);
    }
}
