package io.sublet.agent.observe.cpi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakePerfEvents;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CpiReaderTest {
    private static final CpuSet FOUR = CpuSet.firstCpus(4);
    private static final int PER_CONTAINER = 8;
    private static final int PLENTY = 4096;

    private final FakePerfEvents perf = new FakePerfEvents();
    private final CgroupFs cgroups = new CgroupFs(new FakeKernel().groupV2("", "0-3"), FakeKernel.ROOT);
    private long era;
    private long last;

    @Test
    void countsEachContainerTenSecondsAMinuteAndKeepsTheValueUntilTheNext() {
        CpiReader reader = new CpiReader(perf, cgroups, PLENTY);
        List<PodObservation> pods = pods(2, 500);
        count(0, 3000, 1000);
        count(1, 1000, 1000);
        run(reader, pods, 10);
        assertThat(reader.of(group(0))).isEqualTo(Reading.missing("not counted yet"));
        run(reader, pods, 1);
        assertThat(reader.of(group(0))).isEqualTo(Reading.of(new Cpi(3000, 1000, 1)));
        assertThat(reader.of(group(1))).isEqualTo(Reading.of(new Cpi(1000, 1000, 2)));
        assertThat(perf.open()).isZero();
        count(0, 5000, 1000);
        assertThat(run(reader, pods, 48)).isEqualTo(Reading.of(2));
        assertThat(perf.open()).isZero();
        assertThat(reader.of(group(0))).isEqualTo(Reading.of(new Cpi(3000, 1000, 1)));
        run(reader, pods, 13);
        assertThat(reader.of(group(0))).isEqualTo(Reading.of(new Cpi(5000, 1000, 3)));
    }

    @Test
    void saysWhyAMachineCountsNothingAndTriesAgainSeldom() {
        CpiReader reader = new CpiReader(perf, cgroups, PLENTY);
        perf.lacks(Optional.of("perf_event_open: ENOENT"));
        assertThat(run(reader, pods(1, 500), 200)).isEqualTo(Reading.missing("perf_event_open: ENOENT"));
        assertThat(reader.of(group(0))).isEqualTo(Reading.missing("perf_event_open: ENOENT"));
        perf.lacks(Optional.empty());
        assertThat(run(reader, pods(1, 500), 50).isMissing()).isTrue();
        assertThat(run(reader, pods(1, 500), 60)).isEqualTo(Reading.of(0));
    }

    @Test
    void keepsWithinItsDescriptorsAndShortensTheTurns() {
        int containers = 50;
        CpiReader reader = new CpiReader(perf, cgroups, 4 * PER_CONTAINER + 3);
        IntStream.range(0, containers).forEach(number -> count(number, 2000, 1000));
        assertThat(run(reader, pods(containers, 500), 58)).isEqualTo(Reading.of(containers));
        assertThat(perf.mostOpen()).isEqualTo(4 * PER_CONTAINER);
        assertThat(perf.open()).isZero();
    }

    @Test
    void opensAFewAtATime() {
        CpiReader reader = new CpiReader(perf, cgroups, PLENTY);
        List<PodObservation> pods = pods(100, 500);
        run(reader, pods, 1);
        assertThat(perf.open()).isEqualTo(128);
        run(reader, pods, 6);
        assertThat(perf.open()).isEqualTo(800);
    }

    @Test
    void countsOneContainerEvenWhereItTakesMoreThanAllDescriptors() {
        CpiReader reader = new CpiReader(perf, cgroups, 1);
        count(0, 2000, 1000);
        count(1, 2000, 1000);
        assertThat(run(reader, pods(2, 500), 40)).isEqualTo(Reading.of(2));
        assertThat(perf.mostOpen()).isEqualTo(PER_CONTAINER);
    }

    @Test
    void leavesOutWhatHardlyRunsAndWhatVanished() {
        CpiReader reader = new CpiReader(perf, cgroups, PLENTY);
        perf.refuses(directory(1), "open: ENOENT");
        count(2, 2000, 1000);
        List<PodObservation> pods = new ArrayList<>(pods(3, 500));
        pods.set(0, pod(0, Reading.of(new MilliCpu(9))));
        run(reader, pods, 12);
        assertThat(reader.of(group(0))).isEqualTo(Reading.missing("it uses less than 10m"));
        assertThat(reader.of(group(1))).isEqualTo(Reading.missing("open: ENOENT"));
        assertThat(reader.of(group(2)).isMissing()).isFalse();
        run(reader, List.of(), 60);
        assertThat(reader.of(group(2))).isEqualTo(Reading.missing("not counted yet"));
    }

    @Test
    void countsOverNoTimeInWhichTheMachineSlept() {
        CpiReader reader = new CpiReader(perf, cgroups, PLENTY);
        count(0, 2000, 1000);
        run(reader, pods(1, 500), 12);
        assertThat(reader.of(group(0)).isMissing()).isFalse();
        run(reader, pods(1, 500), 50);
        assertThat(perf.open()).isEqualTo(PER_CONTAINER);
        era++;
        run(reader, List.of(), 1);
        assertThat(perf.open()).isZero();
        assertThat(reader.of(group(0)).isMissing()).isTrue();
    }

    @Test
    void isMissingWhereTheCpusAreNotKnown() {
        CpiReader reader = new CpiReader(perf, cgroups, PLENTY);
        assertThat(reader.step(pods(1, 500), CpuSet.EMPTY, beat(0)))
                .isEqualTo(Reading.missing("the CPUs are not known"));
    }

    private Reading<Integer> run(CpiReader reader, List<PodObservation> pods, int seconds) {
        Reading<Integer> state = Reading.missing("not run");
        for (int i = 0; i < seconds; i++) {
            state = reader.step(pods, FOUR, beat(last++));
        }
        return state;
    }

    private Beat beat(long second) {
        return new Beat(second, second * 1_000_000_000L, 4, era, Duration.ofSeconds(1));
    }

    private void count(int container, long cycles, long instructions) {
        perf.counts(directory(container), cycles, instructions);
    }

    private static CgroupPath group(int container) {
        return new CgroupPath("kubepods/pod" + container + "/main");
    }

    private static String directory(int container) {
        return FakeKernel.ROOT + "/" + group(container).path();
    }

    private static List<PodObservation> pods(int number, long milliCpu) {
        return IntStream.range(0, number)
                .mapToObj(one -> pod(one, Reading.of(new MilliCpu(milliCpu))))
                .toList();
    }

    private static PodObservation pod(int number, Reading<MilliCpu> cpu) {
        ResourceUsage usage = new ResourceUsage(cpu, Reading.missing("test"));
        GroupObservation group = GroupObservation.missing("test");
        ContainerView view = new ContainerView(
                "main", ContainerView.Kind.MAIN, Optional.of("containerd://main"), Map.of(), Map.of());
        return new PodObservation(
                PodDraft.pod("p" + number, KubeQos.BURSTABLE, QosClass.LS).view(),
                Optional.of(group(number).parent()),
                usage,
                group,
                List.of(new ContainerObservation(view, group(number), usage, group, Reading.missing("test"))));
    }
}
