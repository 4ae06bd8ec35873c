package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.pod.Pods;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SpoiledNodeProps {
    private static final long SECOND = 1_000_000_000;
    private static final String[] CONTENTS = {
        "",
        "\n",
        "-1",
        "-9223372036854775808",
        "9223372036854775807",
        "99999999999999999999999",
        "abc",
        "0x1f",
        "1 2",
        "max",
        "\0\0",
        "usage_usec 9223372036854775807",
        "some avg10=",
        "MemTotal: 1 kB",
        "cpu  9 9 9 9 9 9 9 9",
        "{\"policyName\":",
        "0-8191",
        "0-99999",
        "a".repeat(100_000)
    };

    private static final List<Errno> ERRORS = List.of(Errno.values());

    @Property(seed = "7041776342119", tries = 400)
    void observingNeverFailsAndNeverMakesAbsurdValuesOfSpoiledFiles(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 0, max = 1_000_000) Integer> mishaps) {
        FakeKernel kernel = NodeObserverTest.node();
        NodeObserver observer = new NodeObserver(
                kernel,
                new CgroupFs(kernel, FakeKernel.ROOT),
                new ObserverPaths("/proc", "/sys", "auto", "/state", "/config"),
                new ClusterFeeds(
                        () -> Reading.of(List.of(Pods.pod("p", KubeQos.BURSTABLE, "containerd://ab12"))),
                        () -> Reading.missing("no Node"),
                        () -> SloState.UNKNOWN,
                        () -> Reading.of(CollectPolicy.DEFAULT),
                        nanoTime -> ExternalNumbers.NONE),
                Duration.ofSeconds(1));
        observer.observe(Instant.EPOCH, 0, Map.of());
        List<String> files = List.copyOf(kernel.snapshot().keySet());
        long second = 1;
        for (int mishap : mishaps) {
            spoil(kernel, files.get(mishap % files.size()), mishap / files.size());
            assertSane(observer.observe(Instant.EPOCH.plusSeconds(second), second * SECOND, Map.of()));
            second++;
        }
    }

    private static void spoil(FakeKernel kernel, String file, int how) {
        switch (how % 6) {
            case 0 -> kernel.delete(file);
            case 1 -> kernel.refuse(file, ERRORS.get(how % ERRORS.size()));
            case 2 -> kernel.cut(file, "1234567".substring(how % 7));
            case 3 ->
                kernel.put(file, kernel.snapshot().getOrDefault(file, "1").replaceAll("[0-9]+", "9223372036854775807"));
            default -> kernel.put(file, CONTENTS[how % CONTENTS.length]);
        }
    }

    private static void assertSane(Observation seen) {
        assertSane(seen.used());
        assertSane(seen.system());
        seen.pods().toOptional().orElse(List.of()).forEach(pod -> {
            assertSane(pod.usage());
            pod.containers().forEach(container -> assertSane(container.usage()));
        });
    }

    private static void assertSane(ResourceUsage usage) {
        if (usage.cpu() instanceof Reading.Value<MilliCpu>(MilliCpu cpu)) {
            assertThat(cpu.value()).isBetween(0L, 8_192_000L);
        }
        if (usage.memory() instanceof Reading.Value<Bytes>(Bytes bytes)) {
            assertThat(bytes.value()).isNotNegative();
        }
    }
}
