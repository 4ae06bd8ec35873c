package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import io.sublet.e2e.operator.Operator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * From a release of Koordinator to one of Sublet, by the commands of the documentation, with the real Helm on a real API server. What
 * stands for Koordinator is a chart that makes the same objects without its programs.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TakeOverIT {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "takeover-cluster"));
    private static final Progress PROGRESS = new Progress(System.out);
    private static final Path FOLDER = Path.of("target", "takeover-it").toAbsolutePath();
    private static final List<String> DEFINITIONS = List.of(
            "nodemetrics.slo.koordinator.sh",
            "nodeslos.slo.koordinator.sh",
            "clustercolocationprofiles.config.koordinator.sh",
            "noderesourcetopologies.topology.node.k8s.io");
    private static final String UID = " -o jsonpath={.metadata.uid}";

    private static @Nullable LocalCluster cluster;
    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));
    private static Map<String, String> before = Map.of();

    @BeforeAll
    static void installKoordinator() throws IOException {
        LocalCluster.down(STATE, PROGRESS);
        chart = ChartPackage.of(Path.of(".."), FOLDER.resolve("chart"));
        cluster = LocalCluster.up(STATE, new ClusterSpec(0, 0, 1), PROGRESS);
        run("helm install koordinator " + koordinator());
        run("""
            kubectl wait --for=condition=Established crd --all --timeout=60s
            kubectl apply -f - <<'END'
            apiVersion: config.koordinator.sh/v1alpha1
            kind: ClusterColocationProfile
            metadata: {name: spark}
            spec: {selector: {matchLabels: {app: spark}}, qosClass: BE}
            ---
            apiVersion: slo.koordinator.sh/v1alpha1
            kind: NodeSLO
            metadata: {name: node-1}
            spec: {resourceUsedThresholdWithBE: {enable: true, cpuSuppressThresholdPercent: 60}}
            END\
            """);
        before = identities();
    }

    @AfterAll
    static void removeTheCluster() {
        LocalCluster.down(STATE, PROGRESS);
    }

    /** The chart of the resources with the definitions, which it can leave out. */
    private static Path koordinator() throws IOException {
        Path source = Path.of("src/test/resources/chart/koordinator");
        Path target = FOLDER.resolve("koordinator");
        Files.createDirectories(target.resolve("templates"));
        for (String file : List.of("Chart.yaml", "values.yaml", "templates/objects.yaml")) {
            Files.writeString(target.resolve(file), Files.readString(source.resolve(file)));
        }
        for (Path definition : definitions()) {
            Files.writeString(
                    target.resolve("templates").resolve(definition.getFileName()),
                    "{{- if .Values.crds.managed }}\n" + Files.readString(definition) + "\n{{- end }}\n");
        }
        return target;
    }

    private static List<Path> definitions() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../crds/src/main/resources/crds"))) {
            return files.filter(file -> DEFINITIONS.stream().anyMatch(name -> contains(file, "name: " + name)))
                    .toList();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Operator operator() {
        return new Operator(Optional.ofNullable(cluster).orElseThrow().kubeconfig(), "none");
    }

    private static String run(String command) {
        return operator().run(command);
    }

    /** What must not become another object on the way. */
    private static Map<String, String> identities() {
        Map<String, String> identities = new TreeMap<>();
        DEFINITIONS.forEach(name -> identities.put(name, run("kubectl get crd " + name + UID)));
        identities.put("spark", run("kubectl get clustercolocationprofile spark" + UID));
        identities.put("node-1", run("kubectl get nodeslo node-1" + UID));
        return identities;
    }

    private static String owner(String object) {
        return run("kubectl get " + object + " -o jsonpath='{.metadata.annotations.meta\\.helm\\.sh/release-name}'");
    }

    @Test
    @Order(1)
    void besideKoordinatorAnInstallSaysHowToTakeItsPlace() {
        Operator.Outcome outcome =
                operator().attempt("helm install sublet " + chart.archive() + " -n sublet-system --create-namespace");

        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.output())
                .contains("Koordinator is in this cluster", "koordinator.takeOver=true and agent.enabled=false");
    }

    @Test
    @Order(2)
    void whatIsKoordinatorsIsTakenAsItIs() {
        String content = run("kubectl -n koordinator-system get configmap slo-controller-config -o yaml");
        run("helm install sublet " + chart.archive() + " -n sublet-system --create-namespace"
                + " --set koordinator.takeOver=true,agent.enabled=false");

        assertThat(run("kubectl -n koordinator-system get configmap slo-controller-config -o yaml"))
                .isEqualTo(content);
        assertThat(identities()).isEqualTo(before);
        for (String object : List.of("crd nodeslos.slo.koordinator.sh", "priorityclass koord-batch")) {
            assertThat(owner(object)).isEqualTo("koordinator");
        }
        assertThat(owner("crd podqoses.qos.sublet.io")).isEqualTo("sublet");
        assertThat(run("kubectl -n sublet-system get deployment sublet-manager -o yaml"))
                .contains("value: koordinator-system");
        assertThat(run("kubectl -n koordinator-system get configmap slo-controller-config-status -o name"))
                .isNotBlank();
    }

    @Test
    @Order(3)
    void koordinatorGoesAndNothingIsLost() throws IOException {
        Path values = Files.writeString(FOLDER.resolve("your-values.yaml"), """
            config:
              colocation: {enable: true, cpuReclaimThresholdPercent: 55}
              resourceThreshold: {clusterStrategy: {enable: true, cpuSuppressThresholdPercent: 60}}
            """);
        List<String> commands = Operator.documented("### In place of Koordinator");
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            run(command.replace(
                            "koordinator-sh/koordinator --version YOUR.VERSION",
                            FOLDER.resolve("koordinator").toString())
                    .replace("target/chart/sublet-0.1.0.tgz", chart.archive().toString())
                    .replace("your-values.yaml", values.toString()));
        }

        assertThat(identities()).isEqualTo(before);
        for (String name : DEFINITIONS) {
            assertThat(owner("crd " + name)).as(name).isEqualTo("sublet");
        }
        assertThat(owner("priorityclass koord-batch")).isEqualTo("sublet");
        assertThat(run("kubectl -n sublet-system get configmap slo-controller-config -o yaml"))
                .contains("\"cpuReclaimThresholdPercent\": 55", "\"cpuSuppressThresholdPercent\": 60");
        assertThat(run("helm list -A -q")).isEqualTo("sublet\n");
        assertThat(operator()
                        .attempt("kubectl get clusterrole koord-manager-role")
                        .code())
                .isNotZero();
    }
}
