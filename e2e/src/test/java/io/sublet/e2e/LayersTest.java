package io.sublet.e2e;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayersTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet.e2e");

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.e2e.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theClusterInterfaceKnowsNoneOfItsSources() {
        noClasses()
                .that()
                .resideInAPackage("io.sublet.e2e.cluster")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.sublet.e2e.cluster.local..", "io.sublet.e2e.cluster.source..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassDoes() {
        noClasses()
                .should()
                .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CLASSES);
    }

    @Test
    void generatedUsageDependsOnNoClock() {
        noClasses()
                .that()
                .haveSimpleName("UsageGenerator")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.util.concurrent..", "io.fabric8..")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
    }
}
