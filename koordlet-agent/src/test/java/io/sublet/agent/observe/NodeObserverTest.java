package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.pod.Pods;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.CpuRules;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.NodeReservation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeObserverTest {
    private static final long SECOND = 1_000_000_000;
    private static final ObserverPaths PATHS = new ObserverPaths("/proc", "/sys", "auto", "/state", "/config");
    private static final List<PodView> PODS = List.of(Pods.pod("p", KubeQos.BURSTABLE, "containerd://ab12"));
    private static final SloState SLO = new SloState(
            Reading.of(new NodeSlo(
                    CpuSuppressRule.DEFAULT,
                    true,
                    List.of(new HostApplication(
                            "yarn", PriorityClass.BATCH, QosClass.BE, HostApplication.Base.CGROUP_ROOT, "yarn")),
                    ResourceQos.DEFAULT,
                    EvictionRules.DEFAULT,
                    SloExtensions.NONE,
                    CpuRules.DEFAULT)),
            Optional.empty());

    private final FakeKernel kernel = node();
    private Reading<List<PodView>> pods = Reading.of(PODS);
    private Reading<NodeView> node = Reading.missing("no Node");
    private final NodeObserver observer =
            new NodeObserver(kernel, new CgroupFs(kernel, FakeKernel.ROOT), PATHS, feeds(), Duration.ofSeconds(1));

    private ClusterFeeds feeds() {
        return new ClusterFeeds(
                () -> pods,
                () -> node,
                () -> SLO,
                () -> Reading.of(CollectPolicy.DEFAULT),
                nanoTime -> ExternalNumbers.NONE);
    }

    /** Four CPUs, 8 GiB, a pod and a host application. */
    static FakeKernel node() {
        FakeKernel kernel = new FakeKernel();
        for (String group : new String[] {
            "",
            "kubepods",
            "kubepods/besteffort",
            "kubepods/burstable",
            "kubepods/burstable/podp",
            "kubepods/burstable/podp/ab12",
            "yarn"
        }) {
            kernel.groupV2(group, "0-3");
        }
        for (int cpu = 0; cpu < 4; cpu++) {
            String topology = "/sys/devices/system/cpu/cpu" + cpu + "/topology/";
            kernel.put(topology + "core_cpus_list", Integer.toString(cpu)).put(topology + "physical_package_id", "0");
        }
        return kernel.put("/sys/devices/system/cpu/online", "0-3")
                .put("/proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0")
                .put("/proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 4194304 kB\nMemAvailable: 6291456 kB")
                .put("/proc/uptime", "100.00 1.00")
                .put("/proc/self/cgroup", "0::/")
                .put("/proc/1/comm", "init");
    }

    @Test
    void subtractsPodsAndHostApplicationsFromTheSystem() {
        observe(0);
        kernel.put("/proc/stat", "cpu  200 0 100 0 0 0 0 0 0 0").put("/proc/uptime", "101.00 1.00");
        use("kubepods/burstable/podp", 1_200_000);
        use("yarn", 300_000);
        Observation seen = observe(1);
        assertThat(seen.used().cpu()).isEqualTo(Reading.of(new MilliCpu(3000)));
        assertThat(seen.system().cpu()).isEqualTo(Reading.of(new MilliCpu(1500)));
        assertThat(seen.knobs().cpus(new CgroupPath("yarn"))).isEqualTo(Reading.of(CpuSet.firstCpus(4)));
        assertThat(seen.hostApplications().getFirst().usage().cpu()).isEqualTo(Reading.of(new MilliCpu(300)));
        assertThat(seen.moment().sinceBoot()).isEqualTo(Duration.ofSeconds(101));
    }

    /** What all of the node uses would count as the system's for as long as averages reach back. */
    @Test
    void doesNotTakeThePodsForTheSystemWhileTheyAreNotKnown() {
        pods = Reading.missing("not listed yet");
        observe(0);
        kernel.put("/proc/stat", "cpu  200 0 100 0 0 0 0 0 0 0").put("/proc/uptime", "101.00 1.00");
        Observation seen = observe(1);
        assertThat(seen.used().cpu()).isEqualTo(Reading.of(new MilliCpu(3000)));
        assertThat(seen.system()).isEqualTo(ResourceUsage.missing("not listed yet"));
    }

    @Test
    void hasNoRatesRightAfterTheMachineSlept() {
        observe(0);
        kernel.put("/proc/uptime", "7300.00 1.00").put("/proc/stat", "cpu  100 0 0 0 0 0 0 0 0 0");
        Observation seen = observe(1);
        assertThat(seen.used().cpu().isMissing()).isTrue();
        assertThat(seen.pods()
                        .toOptional()
                        .orElseThrow()
                        .getFirst()
                        .usage()
                        .cpu()
                        .isMissing())
                .isTrue();
        assertThat(seen.used().memory().isMissing()).isFalse();
    }

    @Test
    void takesAStepOfTheClockOnTheWallForNothing() {
        observe(0);
        kernel.put("/proc/uptime", "101.00 1.00").put("/proc/stat", "cpu  100 0 0 0 0 0 0 0 0 0");
        Observation seen = observer.observe(Instant.EPOCH.minusSeconds(86_400), SECOND, Map.of());
        assertThat(seen.used().cpu()).isEqualTo(Reading.of(new MilliCpu(1000)));
    }

    /** The kubelet goes on saying what there was when it started, or somebody else says more. */
    @ParameterizedTest
    @CsvSource({"0-3,8000,7000,4000,3000", "0-3,1000000000,7000,4000,0", "0-3,2000,1500,2000,1500", "0,4000,3000,1000,0"
    })
    void countsNoMoreCpusThanAreOnline(String online, long said, long offered, long capacity, long allocatable) {
        kernel.put("/sys/devices/system/cpu/online", online);
        node = Reading.of(new NodeView(
                "n",
                "u",
                CpuMemory.of(said, 9),
                CpuMemory.of(offered, 8),
                NodeReservation.NONE,
                Optional.empty(),
                NodeView.TopologyWishes.NONE,
                Ratio.ONE,
                Map.of()));
        NodeView seen = observe(0).node().toOptional().orElseThrow();
        assertThat(seen.capacity()).isEqualTo(CpuMemory.of(capacity, 9));
        assertThat(seen.allocatable()).isEqualTo(CpuMemory.of(allocatable, 8));
    }

    @Test
    void goesOnByTheLastKnownPodsAndSaysSoWhenNoneWereEverKnown() {
        pods = Reading.missing("pods have not been listed yet");
        assertThat(observe(0).pods().isMissing()).isTrue();
        pods = Reading.of(PODS);
        assertThat(observe(1).pods().toOptional().orElseThrow()).hasSize(1);
    }

    @Test
    void observesTheNodeWithoutAnyGroupOfPods() {
        kernel.remove("kubepods");
        Observation seen = observe(0);
        assertThat(seen.tier().isMissing()).isTrue();
        assertThat(seen.used().memory().isMissing()).isFalse();
        assertThat(seen.pods().toOptional().orElseThrow().getFirst().usage().isMissing())
                .isTrue();
    }

    /** Half of the controllers are mounted: what they show is known, what the others would show is missing, and nothing is zero. */
    @Test
    void observesWhatTheControllersShowThatAreThere() {
        FakeKernel half = node();
        half.remove("cg");
        for (String group : List.of("", "kubepods", "kubepods/besteffort", "kubepods/burstable/podp/ab12")) {
            half.groupV1(group, "0-3");
        }
        half.groupV1("kubepods/burstable/podp", "0-3").remove("memory");
        half.remove("cpuset");
        NodeObserver observer =
                new NodeObserver(half, new CgroupFs(half, FakeKernel.ROOT), PATHS, feeds(), Duration.ofSeconds(1));
        observer.observe(Instant.EPOCH, 0, Map.of());
        half.put("/proc/stat", "cpu  200 0 0 0 0 0 0 0 0 0").put("/proc/uptime", "101.00 1.00");
        half.put(FakeKernel.ROOT + "/cpuacct/kubepods/burstable/podp/cpuacct.usage", "500000000");
        Observation seen = observer.observe(Instant.EPOCH.plusSeconds(1), SECOND, Map.of());

        PodObservation pod = seen.pods().toOptional().orElseThrow().getFirst();
        assertThat(seen.used().cpu()).isEqualTo(Reading.of(new MilliCpu(2000)));
        assertThat(pod.usage().cpu()).isEqualTo(Reading.of(new MilliCpu(500)));
        assertThat(pod.usage().memory().isMissing()).isTrue();
        assertThat(seen.tier().toOptional().orElseThrow().cpus().isMissing()).isTrue();
        assertThat(seen.knobs().supported()).contains(Knob.CPU_SHARES).doesNotContain(Knob.CPUSET, Knob.MEMORY_LIMIT);
    }

    private Observation observe(long second) {
        return observer.observe(Instant.EPOCH.plusSeconds(second), second * SECOND, Map.of());
    }

    private void use(String group, long micros) {
        kernel.put(
                FakeKernel.ROOT + "/" + group + "/cpu.stat", "usage_usec " + micros + "\nnr_periods 0\nnr_throttled 0");
    }
}
