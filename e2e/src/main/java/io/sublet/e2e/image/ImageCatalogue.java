package io.sublet.e2e.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The project's images, made from the modules' target directories. The central programs run as a user without
 * rights; the agent is root, because cgroup files belong to root, with the capabilities that the chart leaves it.
 */
public final class ImageCatalogue {
    /** The project's version, the tag of its images. */
    public static final String VERSION = "0.1.0";

    /** What the demonstration's load needs: the JDK's own HTTP server and client, and the CPU time of threads. */
    private static final SortedSet<String> DEMO_MODULES = new TreeSet<>(Stream.concat(
                    AgentProgram.MODULES.stream(), Stream.of("java.management", "java.net.http", "jdk.management"))
            .toList());

    /** True of every program: smaller objects, no limping on after memory ran out, native calls without a warning. */
    static final List<String> COMMON_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED");

    /** The heap follows the container's memory limit, so that one number of the chart sizes the program. */
    private static final List<String> CENTRAL_FLAGS = List.of(
            "-XX:MaxRAMPercentage=50", "-Xss512k", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    /** Whole clusters are listed at the start, which in a heap that starts small means one collection after another. */
    private static final List<String> MANAGER_FLAGS = List.of("-XX:InitialRAMPercentage=25");

    /**
     * The scheduler waits for every answer. New objects get room for those of some hundreds of pods from the start, where the
     * default would be a few megabytes; the rest of the heap grows as it is needed.
     */
    private static final List<String> EXTENDER_FLAGS = List.of("-XX:NewSize=24m");

    /**
     * What the webhook takes for a burst it gives back: reviews are garbage as soon as they are answered, and a heap that has
     * grown for some large ones would keep their room.
     */
    private static final List<String> WEBHOOK_FLAGS =
            List.of("-XX:MinHeapFreeRatio=10", "-XX:MaxHeapFreeRatio=20", "-XX:ReservedCodeCacheSize=64m");

    /** One malloc arena instead of eight per processor; file names and output in UTF-8. */
    public static final Map<String, String> ENVIRONMENT = Map.of("MALLOC_ARENA_MAX", "1", "LANG", "C.UTF-8");

    private final Path project;
    private final Path scratch;

    /**
     * The images of the project at {@code project}.
     *
     * @param scratch a directory for linked runtimes and generated files, kept between runs
     */
    public ImageCatalogue(Path project, Path scratch) {
        this.project = project.toAbsolutePath().normalize();
        this.scratch = scratch.toAbsolutePath().normalize();
    }

    /**
     * All images.
     *
     * @param kubeScheduler the stock kube-scheduler, statically linked
     * @param kubernetesVersion its version, the image's tag
     * @throws ImageException if a module is not built
     */
    public List<ImageDefinition> all(Path kubeScheduler, String kubernetesVersion) {
        return List.of(
                agent(),
                quarkus("manager", "manager", List.of(8080)),
                quarkus("webhook", "webhook", List.of(9443, 9000)),
                quarkus("extender", "scheduler-extender", List.of(8686, 9000)),
                scheduler(kubeScheduler, kubernetesVersion),
                demo());
    }

    ImageDefinition agent() {
        AgentProgram program = AgentProgram.prepare(project, scratch);
        List<Layer> layers = new ArrayList<>(JavaBase.layers(program.runtime(), scratch.resolve("agent")));
        layers.addAll(program.layers());
        return new ImageDefinition(
                "sublet/agent:" + VERSION, layers, program.entrypoint(), ENVIRONMENT, "0:0", List.of(9316));
    }

    ImageDefinition quarkus(String name, String module, List<Integer> ports) {
        QuarkusProgram program = QuarkusProgram.prepare(project, scratch, name, module);
        List<Layer> layers = new ArrayList<>(JavaBase.layers(program.runtime(), scratch.resolve("central")));
        layers.addAll(program.layers());
        return new ImageDefinition(
                "sublet/" + name + ":" + VERSION, layers, program.entrypoint(), ENVIRONMENT, JavaBase.NONROOT, ports);
    }

    /** The stock scheduler is one static program: it needs nothing else in the image. */
    ImageDefinition scheduler(Path program, String version) {
        return new ImageDefinition(
                "sublet/kube-scheduler:" + version,
                List.of(new Layer("application", List.of(LayerFile.program(built(program), "/kube-scheduler")))),
                List.of("/kube-scheduler"),
                Map.of(),
                JavaBase.NONROOT,
                List.of(10259));
    }

    /** The demonstration's online service and batch work; see {@code io.sublet.e2e.demo.load}. */
    ImageDefinition demo() {
        Path classes = built(project.resolve("e2e/target/classes"));
        Path load = built(classes.resolve("io/sublet/e2e/demo/load"));
        List<Layer> layers =
                new ArrayList<>(JavaBase.layers(JavaRuntime.link(scratch, DEMO_MODULES), scratch.resolve("demo")));
        layers.add(Layer.ofTree("application", classes, "/app", file -> file.startsWith(load)));
        return new ImageDefinition(
                "sublet/demo:" + VERSION,
                layers,
                java(List.of("-Xmx64m", "-Xss256k"), "-cp", "/app", "io.sublet.e2e.demo.load.LoadMain"),
                ENVIRONMENT,
                JavaBase.NONROOT,
                List.of(8080));
    }

    /** The JVM flags that a central program has in its image; benchmarks start it with the same. */
    public static List<String> centralFlags(String name) {
        return Stream.concat(COMMON_FLAGS.stream(), ownFlags(name).stream()).toList();
    }

    private static List<String> ownFlags(String name) {
        List<String> own = switch (name) {
            case "extender" -> EXTENDER_FLAGS;
            case "manager" -> MANAGER_FLAGS;
            case "webhook" -> WEBHOOK_FLAGS;
            default -> List.of();
        };
        return Stream.concat(CENTRAL_FLAGS.stream(), own.stream()).toList();
    }

    private static List<String> java(List<String> flags, String... program) {
        return Stream.of(
                        Stream.of(JavaRuntime.PLACE + "/bin/java"),
                        COMMON_FLAGS.stream(),
                        flags.stream(),
                        Stream.of(program))
                .flatMap(part -> part)
                .toList();
    }

    /** Quarkus names a jar with its group first, Maven does not. */
    static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("io.sublet.") || name.startsWith("sublet-");
    }

    private static Path built(Path path) {
        if (!Files.exists(path)) {
            throw new ImageException("missing: " + path + ". Run 'make build' first");
        }
        return path;
    }
}
