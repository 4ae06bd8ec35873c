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

    /** Shared, because runtimes and archives take long to make. */
    @TempDir
    static Path directory;

    private static ImageCatalogue catalogue(String place) {
        return new ImageCatalogue(Path.of(".."), directory.resolve(place));
    }

    @Test
    void theSameBuildGivesTheSameImagesAndListsWhatIsInThem() throws IOException {
        ImageCatalogue catalogue = catalogue("here");
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
        ImageDefinition here = catalogue("here").agent();
        ImageDefinition there = catalogue("there").agent();
        assertThat(Fingerprint.of(there)).isEqualTo(Fingerprint.of(here));

        List<String> command = new ArrayList<>(
                AgentProgram.prepare(Path.of(".."), directory.resolve("here")).command());
        // With the archive or not at all.
        command.addAll(1, List.of("-Xshare:on", "-Xlog:class+load"));
        command.add("--help");
        assertThat(Tool.run(command, Map.of())).contains("io.sublet.agent.Main source: shared objects file");
    }

    @Test
    void theArchivesOfClassesOfTheCentralProgramsFit() {
        for (String module : List.of("manager", "webhook", "scheduler-extender")) {
            List<String> command = new ArrayList<>(program("here", module).command(512));
            // With the archive or not at all, and no further than to know.
            command.add(1, "-Xshare:on");
            command.set(command.indexOf("-jar"), "-cp");
            command.add("-version");
            assertThat(Tool.run(command, Map.of())).contains("build 25").doesNotContain("warning");
        }
    }

    private static QuarkusProgram program(String place, String module) {
        return QuarkusProgram.prepare(Path.of(".."), directory.resolve(place), module, module);
    }

    @Test
    void theAgentIsSmallAndTheOthersAreNotRoot() {
        ImageCatalogue catalogue = catalogue("here");
        BuiltImage agent = new ImageBuilder(directory.resolve("images")).build(catalogue.agent());

        assertThat(agent.contentBytes()).isLessThanOrEqualTo(AGENT_BYTES);
        assertThat(agent.archiveBytes()).isLessThan(agent.contentBytes());
        for (String program : List.of("webhook", "scheduler-extender", "manager")) {
            assertThat(catalogue.quarkus(program, program, List.of()).user()).isEqualTo("65532:65532");
        }
    }
}
