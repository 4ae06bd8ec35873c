package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.pod.Pods;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That what is reported is what the files of the kernel show of the same time, though not all of them are read in each look: what the counters of CPU grew by, and the
 * mean of memory at each second.
 */
class ReportedUsageTest {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Percentage AGREES = Percentage.withPercentage(2);
    private static final long MIB = 1 << 20;
    private static final int PODS = 12;

    private final FakeKernel kernel = NodeObserverTest.node();
    private final long[] cpuMicros = new long[PODS];
    private final UsageHistory history = new UsageHistory(TICK);
    private final NodeObserver observer = new NodeObserver(
            kernel,
            new CgroupFs(kernel, FakeKernel.ROOT),
            new ObserverPaths("/proc", "/sys", "auto", "/state", "/config"),
            feeds(),
            TICK);

    private static ClusterFeeds feeds() {
        List<PodView> pods = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            pods.add(Pods.pod(name(i), tier(i), "containerd://c" + i));
        }
        return new ClusterFeeds(
                () -> Reading.of(pods),
                () -> Reading.missing("no Node"),
                () -> SloState.UNKNOWN,
                () -> Reading.of(CollectPolicy.DEFAULT),
                nanoTime -> ExternalNumbers.NONE);
    }

    private static KubeQos tier(int pod) {
        return pod % 2 == 0 ? KubeQos.BURSTABLE : KubeQos.BEST_EFFORT;
    }

    private static String name(int pod) {
        return "p" + (char) ('a' + pod);
    }

    private static String group(int pod) {
        return "kubepods/" + (pod % 2 == 0 ? "burstable" : "besteffort") + "/pod" + name(pod);
    }

    /** Steady, or in bursts of 3 to 9 seconds. */
    private static long cpuMicros(int pod, int second) {
        int rhythm = pod % 4 * 3;
        return (20 + pod) * (rhythm == 0 || second / rhythm % 2 == 0 ? 8000L : 2000L);
    }

    /** Between a loss and a growth of a third of the mean in five minutes. */
    private static long memory(int pod, int second) {
        return (100 + pod) * MIB + (pod % 5 - 2) * (second * MIB) / 20;
    }

    private long run(int second) {
        long node = 0;
        for (int pod = 0; pod < PODS; pod++) {
            cpuMicros[pod] += cpuMicros(pod, second);
            node += cpuMicros[pod];
            show(group(pod), cpuMicros[pod], memory(pod, second));
        }
        // The system beside the pods has half a CPU.
        long hundredths = node / 10_000 + second * 50L;
        kernel.put("/proc/stat", "cpu  " + hundredths + " 0 0 0 0 0 0 0 0 0")
                .put("/proc/uptime", 100 + second + ".00 1.00");
        return node;
    }

    private void show(String group, long micros, long bytes) {
        kernel.put(
                        FakeKernel.ROOT + "/" + group + "/cpu.stat",
                        "usage_usec " + micros + "\nnr_periods 0\nnr_throttled 0")
                .put(
                        FakeKernel.ROOT + "/" + group + "/memory.stat",
                        "anon 0\nfile 0\ninactive_anon 0\nactive_anon " + bytes
                                + "\ninactive_file 0\nactive_file 0\nunevictable 0");
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 300})
    void agreesWithTheFilesOfTheKernel(int window) {
        for (int pod = 0; pod < PODS; pod++) {
            kernel.groupV2(group(pod), "0-3").groupV2(group(pod) + "/c" + pod, "0-3");
        }
        int last = 400;
        // A window holds the samples of both its ends.
        int samples = window + 1;
        long[] cpuBefore = new long[PODS];
        long[] memory = new long[PODS];
        long nodeBefore = 0;
        long node = 0;
        Optional<Observation> seen = Optional.empty();
        for (int second = 0; second <= last; second++) {
            node = run(second);
            if (second == last - samples) {
                System.arraycopy(cpuMicros, 0, cpuBefore, 0, PODS);
                nodeBefore = node;
            }
            for (int pod = 0; pod < PODS && second > last - samples; pod++) {
                memory[pod] += memory(pod, second);
            }
            Observation now = observer.observe(
                    Instant.EPOCH.plusSeconds(second), TICK.multipliedBy(second).toNanos(), Map.of());
            history.add(now);
            seen = Optional.of(now);
        }
        CollectPolicy policy =
                new CollectPolicy(Duration.ofSeconds(window), TICK, List.of(), CollectPolicy.DEFAULT.memory());
        NodeUsageReport report = history.report(
                seen.orElseThrow(),
                policy,
                ResourceUsage.missing("not predicted"),
                ResourceUsage.missing("not predicted"));

        assertThat(report.pods()).hasSize(PODS);
        for (int pod = 0; pod < PODS; pod++) {
            ResourceUsage usage = report.pods().get(pod).usage();
            assertThat(cpu(usage))
                    .as("CPU of %s", name(pod))
                    .isCloseTo(milli(cpuMicros[pod] - cpuBefore[pod], samples), AGREES);
            assertThat(usage.memory().toOptional().orElseThrow().value())
                    .as("memory of %s", name(pod))
                    .isCloseTo(memory[pod] / samples, AGREES);
        }
        assertThat(cpu(report.node())).isCloseTo(milli(node - nodeBefore, samples) + 500, AGREES);
        assertThat(cpu(report.system())).isCloseTo(500, AGREES);
    }

    private static long cpu(ResourceUsage usage) {
        return usage.cpu().toOptional().orElseThrow().value();
    }

    private static long milli(long micros, int seconds) {
        return micros / 1000 / seconds;
    }
}
