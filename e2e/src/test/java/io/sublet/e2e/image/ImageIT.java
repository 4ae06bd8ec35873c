package io.sublet.e2e.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration's image, which has the same base as all the others, really made, taken apart and started. */
class ImageIT {
    @TempDir
    static Path directory;

    private static ImageCatalogue catalogue = new ImageCatalogue(Path.of(".."), Path.of("."));
    private static BuiltImage built = new BuiltImage("", Path.of("."), "", 0, 0, false);
    private static List<ImageArchive> unpacked = List.of();

    @BeforeAll
    static void makeTheImage() throws IOException {
        // Where 'make images' keeps the runtime, which takes long to link.
        catalogue = new ImageCatalogue(Path.of(".."), Path.of("..", "target", "images", "work"));
        built = new ImageBuilder(directory.resolve("images")).build(catalogue.demo());
        unpacked = List.of(ImageArchive.unpack(built.archive(), directory.resolve("unpacked")));
    }

    private static ImageArchive image() {
        return unpacked.getFirst();
    }

    @Test
    void hasANameAnEntrypointAndAUserWithoutRights() throws IOException {
        assertThat(image().manifest().at("/RepoTags/0").asText()).isEqualTo("sublet/demo:" + ImageCatalogue.VERSION);
        assertThat(image().manifest().get("Layers")).hasSize(3);
        assertThat(image().entrypoint())
                .startsWith("/opt/java/bin/java")
                .endsWith("io.sublet.e2e.demo.load.LoadMain")
                .contains("-XX:+ExitOnOutOfMemoryError");
        assertThat(image().configuration().at("/config/User").asText()).isEqualTo("65532:65532");
        assertThat(image().configuration().at("/created").asText()).startsWith("1970-01-01");
        assertThat(built.digest()).isEqualTo("sha256:" + image().configurationSha256());
    }

    @Test
    void isMadeAgainOnlyWhenSomethingChanged() {
        Path images = directory.resolve("images");
        assertThat(built.fresh()).isTrue();
        assertThat(new ImageBuilder(images).build(catalogue.demo()).fresh()).isFalse();
        ImageDefinition demo = catalogue.demo();
        ImageDefinition changed = new ImageDefinition(
                demo.name(), demo.layers(), demo.entrypoint(), demo.environment(), "0:0", demo.ports());
        BuiltImage second = new ImageBuilder(directory.resolve("changed")).build(changed);
        assertThat(second.digest()).isNotEqualTo(built.digest());
    }

    @Test
    void isTheSameImageWhereverItIsMade() throws IOException {
        ImageCatalogue elsewhere = new ImageCatalogue(Path.of(".."), directory.resolve("elsewhere"));
        BuiltImage second = new ImageBuilder(directory.resolve("second")).build(elsewhere.demo());
        assertThat(second.digest()).isEqualTo(built.digest());
        assertThat(Files.mismatch(second.archive(), built.archive())).isEqualTo(-1);
    }

    @Test
    void aListOfItsContentsIsBesideIt() throws IOException {
        Path file = ImageBuilder.billOfMaterials(built.archive());
        JsonNode bill = new ObjectMapper().readTree(Files.readString(file));

        assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
        assertThat(bill.get("specVersion").asText()).isEqualTo("1.6");
        assertThat(bill.get("serialNumber").asText()).matches("urn:uuid:[0-9a-f-]{36}");
        assertThat(bill.at("/metadata/component/name").asText()).isEqualTo("sublet/demo");
        assertThat(bill.get("components"))
                .anySatisfy(
                        component -> assertThat(component.get("name").asText()).isEqualTo("openjdk"));
        assertThat(bill.get("components"))
                .filteredOn(component -> component.has("hashes"))
                .isNotEmpty()
                .allSatisfy(component ->
                        assertThat(component.at("/hashes/0/content").asText()).matches("[0-9a-f]{64}"));
        assertThat(bill.findValuesAsText("bom-ref")).doesNotHaveDuplicates();
        assertThat(new BillOfMaterials(catalogue.demo()).json()).isEqualTo(Files.readString(file));
    }

    @Test
    void holdsEveryLibraryThatAnythingInItNeeds() throws IOException {
        List<Path> files = filesOf(image().files());
        Set<String> present = files.stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        List<Path> programs = new ArrayList<>();
        for (Path file : files) {
            ElfFile elf = ElfFile.read(file).orElse(null);
            if (elf != null) {
                programs.add(file);
                assertThat(present).as(file.toString()).containsAll(elf.needed());
                elf.interpreter()
                        .ifPresent(loader -> assertThat(image().files().resolve(loader.substring(1)))
                                .isRegularFile()
                                .isExecutable());
            }
        }
        assertThat(programs).hasSizeGreaterThan(10);
    }

    @Test
    void startsItsJvmInItsOwnFiles() throws Exception {
        assumeThat(isRoot()).as("only root can change the root directory").isTrue();
        assertThat(runInside("-Xshare:on", "-version")).contains("build 25").doesNotContain("warning");
    }

    @Test
    void runsTheProgramInItsOwnFiles() throws Exception {
        assumeThat(isRoot()).as("only root can change the root directory").isTrue();
        assertThat(runInside(programWith("burn", "--for=0.1"))).contains("\"cpuSeconds\":");
    }

    @Test
    void findsHostsByTheFilesThatTheKubeletMounts() throws Exception {
        assumeThat(isRoot()).as("only root can change the root directory").isTrue();
        Files.writeString(image().files().resolve("etc/hosts"), "127.0.0.1 service.test\n");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String url = "--url=http://service.test:" + server.getAddress().getPort() + "/";
            assertThat(runInside(programWith("client", url, "--rate=50", "--for=2")))
                    .containsPattern("\"completed\":[1-9]");
        } finally {
            server.stop(0);
        }
    }

    private static String[] programWith(String... arguments) {
        List<String> words = image().entrypoint();
        return Stream.concat(words.stream().skip(1), Stream.of(arguments)).toArray(String[]::new);
    }

    /** Output of the image's launcher with the image's files as its root and the image's user. */
    private static String runInside(String... arguments) throws Exception {
        // As a container runtime does: the C library finds the launcher's own place in /proc.
        Path root = image().files();
        Files.createDirectories(root.resolve("proc"));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork", "--mount-proc"));
        command.addAll(List.of("--root=" + root, "--setgid=65532", "--setuid=65532", "/opt/java/bin/java"));
        // What is asked for must be what the archive was made for, or the JVM says so.
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<Path> filesOf(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).toList();
        }
    }
}
