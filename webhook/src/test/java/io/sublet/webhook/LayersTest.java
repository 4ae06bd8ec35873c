package io.sublet.webhook;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
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
            .importPackages("io.sublet.webhook");

    private static final String[] PURE = {
        "io.sublet.webhook.pod..",
        "io.sublet.webhook.profile..",
        "io.sublet.webhook.merge..",
        "io.sublet.webhook.patch..",
        "io.sublet.webhook.node..",
        "io.sublet.webhook.protect..",
        "io.sublet.webhook.selection..",
        "io.sublet.webhook.config..",
        "io.sublet.webhook.policy.."
    };

    @Test
    void whatBecomesOfAPodIsDecidedOnTreesAndValuesAlone() {
        classes()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.sublet.webhook..",
                        "io.sublet.model..",
                        "io.sublet.protocol..",
                        "io.sublet.crds.config..",
                        "java.lang..",
                        "java.math..",
                        "java.util..",
                        "org.jspecify..",
                        "com.fasterxml.jackson.databind..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CLASSES);
    }

    @Test
    void onlyTheKubePackageKnowsTheApiServer() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.sublet.webhook.kube..", "io.sublet.webhook")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.fabric8..", "io.sublet.crds..")
                        .and(resideOutsideOfPackage("io.sublet.crds.config..")))
                .check(CLASSES);
    }

    @Test
    void onlyTheHttpPackageKnowsVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.sublet.webhook.http..", "io.sublet.webhook")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.webhook.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void classesAreNamedForTheirWork() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .check(CLASSES);
    }
}
