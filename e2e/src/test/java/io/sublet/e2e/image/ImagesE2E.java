package io.sublet.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images of the programs as they are built. */
class ImagesE2E {
    private static final long AGENT_BYTES = 80_000_000;

    /** Where {@code make images} keeps runtimes and archives, which take long to make. */
    private static final Path WORK = Path.of("..", "target", "images", "work");

    /** Names of images and the modules that they are of. */
    private static final Map<String, String> CENTRAL =
            Map.of("manager", "manager", "webhook", "webhook", "extender", "scheduler-extender");

    /** Shared, so that an image is not made again where only another look is taken at it. */
    @TempDir
    static Path directory;

    private static ImageCatalogue catalogue(Path scratch) {
        return new ImageCatalogue(Path.of(".."), scratch);
    }

    @Test
    void theSameBuildGivesTheSameImagesAndListsWhatIsInThem() throws IOException {
        ImageCatalogue catalogue = catalogue(WORK);
        for (ImageDefinition image :
                List.of(catalogue.agent(), catalogue.quarkus("manager", "manager", List.of(8080)))) {
            BuiltImage first = new ImageBuilder(directory.resolve("first")).build(image);
            BuiltImage second = new ImageBuilder(directory.resolve("second")).build(image);

            assertThat(second.digest()).isEqualTo(first.digest());
            assertThat(Files.mismatch(second.archive(), first.archive())).isEqualTo(-1);
            assertThat(ImageBuilder.billOfMaterials(second.archive()))
                    .hasSameTextualContentAs(ImageBuilder.billOfMaterials(first.archive()));
            assertThat(Files.readString(ImageBuilder.billOfMaterials(first.archive())))
                    .contains("pkg:maven/com.fasterxml.jackson.core/jackson-core@", "pkg:generic/openjdk@25");
        }
    }

    @Test
    void theAgentsArchiveOfClassesIsTheSameWhereverItIsMadeAndFits() throws IOException {
        ImageDefinition here = catalogue(WORK).agent();
        ImageDefinition there = catalogue(directory.resolve("there")).agent();
        assertThat(Fingerprint.of(there)).isEqualTo(Fingerprint.of(here));

        List<String> command =
                new ArrayList<>(AgentProgram.prepare(Path.of(".."), WORK).command());
        // With the archive or not at all.
        command.addAll(1, List.of("-Xshare:on", "-Xlog:class+load"));
        command.add("--help");
        assertThat(Tool.run(command, Map.of())).contains("io.sublet.agent.Main source: shared objects file");
    }

    @Test
    void theArchivesOfClassesOfTheCentralProgramsFit() {
        CENTRAL.forEach((name, module) -> {
            QuarkusProgram program = QuarkusProgram.prepare(Path.of(".."), WORK, name, module);
            List<String> command = new ArrayList<>(program.command(512));
            // With the archive or not at all, and no further than to know.
            command.add(1, "-Xshare:on");
            command.set(command.indexOf("-jar"), "-cp");
            command.add("-version");
            assertThat(Tool.run(command, Map.of()))
                    .as(name)
                    .contains("build 25")
                    .doesNotContain("warning");
        });
    }

    @Test
    void theAgentIsSmallAndTheOthersAreNotRoot() {
        ImageCatalogue catalogue = catalogue(WORK);
        BuiltImage agent = new ImageBuilder(directory.resolve("first")).build(catalogue.agent());

        assertThat(agent.contentBytes()).isLessThanOrEqualTo(AGENT_BYTES);
        assertThat(agent.archiveBytes()).isLessThan(agent.contentBytes());
        CENTRAL.forEach((name, module) ->
                assertThat(catalogue.quarkus(name, module, List.of()).user()).isEqualTo("65532:65532"));
    }
}
