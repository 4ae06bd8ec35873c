package io.sublet.model;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet");

    @Test
    void dependsOnNothingButTheJdkJspecifyAndJacksonCore() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.sublet..", "java..", "org.jspecify..", "com.fasterxml.jackson.core..")
                .check(CLASSES);
    }

    @Test
    void valuesAndAlgorithmsAreFreeOfInputOutputClocksAndThreads() {
        noClasses()
                .that()
                .resideInAnyPackage("io.sublet.model..", "io.sublet.algo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.nio..", "java.net..", "java.util.concurrent..", "com.fasterxml..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void onlyTheJsonPackageAndItsUsersKnowJackson() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sublet.protocol.json..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
