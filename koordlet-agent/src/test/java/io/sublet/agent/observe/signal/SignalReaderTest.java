package io.sublet.agent.observe.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.group.Throttling;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.pod.Pods;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Bytes;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Windows of thirty seconds, of an online pod {@code web} and a batch pod {@code job}. */
class SignalReaderTest {
    private final FakeKernel kernel = new FakeKernel().groupV1("kubepods/podweb/a", "0-3");
    private final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private final SignalReader reader = new SignalReader(kernel, cgroups, "/proc");
    private long second;
    private long era;
    private boolean enabled = true;
    private Reading<Cpi> cpi = Reading.missing("test");

    private static GroupObservation group(Reading<Long> waited, double throttled, long memory) {
        Reading<Pressure> cpu =
                waited.map(micros -> new Pressure(new Pressure.Window(0, 0, 0, micros), Reading.missing("test")));
        return new GroupObservation(
                Reading.missing("test"),
                Reading.of(new GroupMemory(new Bytes(memory), Bytes.ZERO, Bytes.ZERO)),
                Reading.missing("test"),
                Reading.of(new Throttling(100, (long) (100 * throttled))),
                new GroupPressure(cpu, Reading.missing("test"), Reading.missing("test")));
    }

    private Signals look(GroupObservation online, ResourceUsage batch, long memory) {
        PodObservation web = new PodObservation(
                Pods.pod("web", KubeQos.BURSTABLE, "containerd://a"),
                Optional.of(new CgroupPath("kubepods/podweb")),
                ResourceUsage.of(500, 0),
                online,
                List.of(new ContainerObservation(
                        Pods.pod("web", KubeQos.BURSTABLE, "containerd://a")
                                .containers()
                                .getFirst(),
                        new CgroupPath("kubepods/podweb/a"),
                        ResourceUsage.of(500, 0),
                        online,
                        cpi)));
        PodObservation job = new PodObservation(
                Pods.pod("job", KubeQos.BEST_EFFORT, "containerd://b"),
                Optional.empty(),
                batch,
                group(Reading.missing("test"), 0, memory),
                List.of());
        InterferenceRule rule = new InterferenceRule(enabled, Detection.DEFAULT, Response.DEFAULT);
        NodeSlo other = NodeSlo.DEFAULT;
        NodeSlo slo = new NodeSlo(
                other.cpuSuppress(),
                other.bestEffortIdle(),
                other.hostApplications(),
                other.resources(),
                other.evictions(),
                SloExtensions.NONE.with(rule),
                other.cpu());
        return reader.read(
                List.of(web, job),
                Reading.of(slo),
                new Beat(second, second * 1_000_000_000L, 4, era, Duration.ofSeconds(1)));
    }

    /** Looks every second until the next window has ended. */
    private Signals window(long waitedAtBegin, long waitedAtEnd, double throttled) {
        Signals signals = Signals.NONE;
        for (int i = 0; i < 30; i++) {
            second++;
            long waited = i == 29 ? waitedAtEnd : waitedAtBegin;
            signals = look(
                    group(Reading.of(waited), throttled, 0),
                    ResourceUsage.of(i % 2 == 0 ? 1000 : 2000, 0),
                    (long) i << 20);
        }
        return signals;
    }

    private static Reading<Double> level(Signals signals, SignalKind kind) {
        return signals.online()
                .getOrDefault("web", Map.of())
                .getOrDefault(kind, new Signal(Reading.missing("none")))
                .level();
    }

    @Test
    void makesSharesOfTheTimeOfTheKernelsTotals() {
        look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0);
        Signals signals = window(0, 6_000_000, 0);

        assertThat(signals.window()).isEqualTo(1);
        assertThat(level(signals, SignalKind.CPU_WAIT)).isEqualTo(Reading.of(20.0));
        assertThat(level(signals, SignalKind.MEMORY_WAIT).isMissing()).isTrue();
        assertThat(signals.batch()).containsEntry("job", new BatchUse(1500, 29L << 20));
        assertThat(level(window(6_000_000, 1_000_000, 0), SignalKind.CPU_WAIT))
                .isEqualTo(Reading.missing("the total went backwards"));
    }

    @Test
    void aCountOfCyclesIsOneWindows() {
        cpi = Reading.of(new Cpi(100, 100, 1));
        look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0);
        assertThat(level(window(0, 0, 0), SignalKind.CYCLES_PER_INSTRUCTION).isMissing())
                .isTrue();
        cpi = Reading.of(new Cpi(300, 200, 2));
        assertThat(level(window(0, 0, 0), SignalKind.CYCLES_PER_INSTRUCTION)).isEqualTo(Reading.of(1.5));
        assertThat(level(window(0, 0, 0), SignalKind.CYCLES_PER_INSTRUCTION).isMissing())
                .isTrue();
    }

    @Test
    void aPodThatItsOwnQuotaStoppedWaitedForItself() {
        look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0);
        assertThat(level(window(0, 6_000_000, 0.5), SignalKind.CPU_WAIT).isMissing())
                .isTrue();
    }

    @Test
    void aWindowThatTheMachineSleptThroughIsNone() {
        look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0);
        for (int i = 0; i < 20; i++) {
            second++;
            look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0);
        }
        era++;
        second += 100;
        assertThat(look(group(Reading.of(90_000_000L), 0, 0), ResourceUsage.of(1000, 0), 0)
                        .window())
                .isZero();
        assertThat(level(window(90_000_000, 93_000_000, 0), SignalKind.CPU_WAIT))
                .isEqualTo(Reading.of(10.0));
    }

    @Test
    void aBatchPodThatWasNotMeasuredAllTheTimeIsLeftOut() {
        look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0);
        second += 1;
        look(group(Reading.of(0L), 0, 0), ResourceUsage.missing("test"), 0);
        second += 29;
        assertThat(look(group(Reading.of(0L), 0, 0), ResourceUsage.of(1000, 0), 0)
                        .batch())
                .isEmpty();
    }

    @Test
    void goesByTheDelayOfThreadsWhereThereIsNoPressure() {
        GroupObservation none = group(Reading.missing("no such file"), 0, 0);
        kernel.put(FakeKernel.ROOT + "/cpu/kubepods/podweb/a/tasks", "7\n8\n");
        kernel.put("/proc/7/schedstat", "1000000000 500000000 10\n");
        kernel.put("/proc/8/schedstat", "0 0 0\n");
        look(none, ResourceUsage.of(1000, 0), 0);
        kernel.put("/proc/7/schedstat", "4000000000 1500000000 20\n");
        second += 30;
        assertThat(level(look(none, ResourceUsage.of(1000, 0), 0), SignalKind.RUN_DELAY))
                .isEqualTo(Reading.of(25.0));
        second += 30;
        assertThat(level(look(none, ResourceUsage.of(1000, 0), 0), SignalKind.RUN_DELAY))
                .isEqualTo(Reading.missing("the pod hardly ran"));
        kernel.put(FakeKernel.ROOT + "/cpu/kubepods/podweb/a/tasks", "0\n");
        second += 30;
        assertThat(level(look(none, ResourceUsage.of(1000, 0), 0), SignalKind.RUN_DELAY)
                        .isMissing())
                .isTrue();
    }

    @Test
    void readsNothingUnlessItIsAskedFor() {
        enabled = false;
        int reads = kernel.reads();
        look(group(Reading.missing("no such file"), 0, 0), ResourceUsage.of(1000, 0), 0);
        assertThat(kernel.reads()).isEqualTo(reads);
    }
}
