package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.cli.Plugin;
import io.sublet.cli.command.Surroundings;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.protocol.ResourceNames;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The kubectl plugin on a real node: real agents behind the real pod proxy, port forwarding and exec of a real kubelet. */
final class PluginCheck {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String BATCH = "batch";

    private final InstalledCluster cluster;
    private final Path home;
    private final String node;

    PluginCheck(InstalledCluster cluster, Path home) {
        this.cluster = cluster;
        this.home = home;
        this.node = cluster.node().getMetadata().getName();
    }

    private record Result(int code, String out, String err) {}

    private Result plugin(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Plugin.run(
                new Surroundings(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        false,
                        Map.of("KUBECONFIG", cluster.kubeconfig().toString()),
                        home,
                        Clock.systemUTC()),
                arguments);
        return new Result(code, out.toString(), err.toString());
    }

    void run() throws IOException {
        shows();
        explains();
        captures();
        switches();
    }

    private void shows() {
        await("an offer and a limit")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(plugin("status").out().lines())
                        .anyMatch(line -> line.matches(node
                                + " +offering +enforce +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +[0-9.]+ +.*")));
        assertThat(plugin("top", "pods", "-l", "0").out()).contains("koord-batch");

        Result check = plugin("check");
        assertThat(check.err()).isEmpty();
        assertThat(check.out())
                .contains(
                        "all custom resources are defined",
                        "an agent answers on the one node",
                        "nobody else does the same work",
                        "the API server reaches sublet-webhook-",
                        "you may use all commands")
                .doesNotContain("fail ");
        assertThat(plugin("config", "effective", node, "--all").out())
                .contains("colocation-config", "cpuReclaimThresholdPercent", "cluster");
        assertThat(plugin("config", "validate").code()).isZero();
    }

    private void explains() {
        assertThat(plugin("explain", "node", node).out())
                .contains("= possible now", "suppress", "feature: \"cpuSuppress\"")
                .doesNotContain("not known");
        await("the batch pod that runs is explained").atMost(LIMIT).untilAsserted(() -> {
            Optional<Pod> batch = cluster.workloads().batch().filter(Readiness::isPodReady);
            assertThat(batch).isPresent();
            assertThat(plugin(
                                    "explain",
                                    "pod",
                                    BATCH + "/" + batch.get().getMetadata().getName())
                            .out())
                    .contains("At admission", "What may be done to it on " + node, "permittedActions")
                    .doesNotContain("not known");
        });
        assertThat(plugin("explain", "config").out()).contains("standing: \"InForce");

        cluster.client()
                .pods()
                .inNamespace("default")
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("too-large")
                        .endMetadata()
                        .withNewSpec()
                        .withSchedulerName("koord-scheduler")
                        .addNewContainer()
                        .withName("main")
                        .withImage("none")
                        .withNewResources()
                        .addToRequests(ResourceNames.CPU, new Quantity("900"))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        await("the extender knows the pod")
                .atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(plugin("explain", "pod", "too-large").out())
                                .contains("Where it may run\n")
                                .doesNotContain("not known"));
        cluster.client().pods().inNamespace("default").withName("too-large").delete();
        assertThat(plugin("explain", "eviction", "nobody").code()).isEqualTo(1);
    }

    private void captures() throws IOException {
        Path archive = home.resolve("node.tar.gz");

        Result result = plugin("capture", node, "-f", archive.toString(), "--observations", "1");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(Files.size(archive)).isGreaterThan(1000);
        assertThat(Files.readAllBytes(archive)).startsWith(0x1f, 0x8b);
    }

    private void switches() {
        GroupCpu tier = cluster.bestEffort();
        Result one = plugin("disable", node, "--reason", "a test");
        assertThat(one.out()).contains("disabled, all is as it was");
        assertThat(one.code()).isZero();
        assertThat(tier.quota()).isEmpty();
        assertThat(tier.isIdle()).isFalse();
        assertThat(plugin("enable", node).code()).isZero();
        await("limit again").atMost(LIMIT).until(() -> tier.quota().isPresent());

        Result all = plugin("disable", "--all");
        assertThat(all.out()).contains("disabled, all is as it was");
        assertThat(all.code()).isZero();
        assertThat(tier.quota()).isEmpty();
        assertThat(plugin("enable", "--all").code()).isZero();
        await("limit again").atMost(LIMIT).until(() -> tier.quota().isPresent());
    }
}
