package io.sublet.crds;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class LayersTest {
    /** What talks to the API server; everything else only says what its objects are. */
    private static final String CLUSTER = "io.sublet.crds.cluster..";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sublet.crds");

    @Test
    void dependsOnTheCommonModelTheResourceTypesOfFabric8AndJacksonOnly() {
        classes()
                .that()
                .resideOutsideOfPackage(CLUSTER)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.sublet.crds..",
                                "io.sublet.model..",
                                "io.sublet.protocol..",
                                "java..",
                                "org.jspecify..",
                                "com.fasterxml.jackson.annotation..",
                                "com.fasterxml.jackson.databind",
                                "io.fabric8.kubernetes.api.model..",
                                "io.fabric8.kubernetes.model.annotation..")
                        .or(type(CustomResource.class))
                        .or(type(KubernetesSerialization.class)))
                .check(CLASSES);
    }

    @Test
    void documentsDoNotDependOnWhoReadsThem() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLUSTER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CLUSTER)
                .check(CLASSES);
    }

    @Test
    void onlyTheAccessToTheDefinitionFilesReadsAnything() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CLUSTER)
                .and()
                .doNotHaveSimpleName("CrdFiles")
                .and()
                .doNotHaveSimpleName("NodeSloSchema")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio..", "java.net..", "java.util.concurrent..")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void everyValueIsARecordOrAnEnum() {
        classes()
                .that()
                .resideInAnyPackage("io.sublet.crds.*")
                .and()
                .resideOutsideOfPackages("io.sublet.crds.config", CLUSTER)
                .and()
                .areNotAssignableTo(CustomResource.class)
                .and()
                .haveSimpleNameNotEndingWith("Mapper")
                .and()
                .doNotHaveSimpleName("Frozen")
                .and()
                .doNotHaveSimpleName("package-info")
                .and()
                .areTopLevelClasses()
                .should()
                .beRecords()
                .orShould()
                .beEnums()
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.sublet.crds.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
