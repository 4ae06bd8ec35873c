package io.sublet.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Holding;
import io.sublet.agent.act.WriteTimes;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.metrics.Exposition.Format;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.node.NumaUsage;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.predict.ProdForecast;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.unit.Bytes;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Names, labels and units as koordlet v1.8 has them. */
class KoordletSeriesTest {
    private static final Instant NOW = Instant.EPOCH.plusSeconds(1000);

    private static final ProdForecast FORECAST =
            new ProdForecast(CpuMemory.of(1500, 1 << 20), CpuMemory.of(2500, 2 << 20));

    private final EvictionCounts evictions = new EvictionCounts();

    @Test
    void showsTheNode() {
        Observation seen = Seen.onCpus(4)
                .at(Duration.ofSeconds(7))
                .used(2500)
                .offered(Map.of("kubernetes.io/batch-cpu", 1200L, "kubernetes.io/batch-memory", 4096L))
                .pod(QosClass.LS, KubeQos.BURSTABLE, 1500)
                .pod(QosClass.BE, KubeQos.BEST_EFFORT, 250)
                .quota(new CpuQuota(150_000))
                .build();
        evictions.count(NOW, new PodRef("default", "a", "u"), "evict-memory");
        evictions.count(NOW, new PodRef("default", "b", "v"), "my-rule");
        assertThat(text(new KoordletSeries("n", 12.75, () -> tick(seen), () -> Reading.of(FORECAST), evictions)))
                .contains("koordlet_start_time{node=\"n\"} 13\n")
                .contains("koordlet_node_used_cpu_cores{node=\"n\"} 2.5\n")
                .contains("koordlet_node_used_memory_bytes{node=\"n\"} 0\n")
                .contains("koordlet_node_metric_node_usage{node=\"n\",resource=\"cpu\",unit=\"core\"} 2.5\n")
                .contains("koordlet_node_metric_system_usage{node=\"n\",resource=\"cpu\",unit=\"core\"} 0.75\n")
                .contains("koordlet_node_resource_allocatable"
                        + "{node=\"n\",resource=\"kubernetes.io/batch-cpu\",unit=\"integer\"} 1200\n")
                .contains("koordlet_node_resource_allocatable"
                        + "{node=\"n\",resource=\"kubernetes.io/batch-memory\",unit=\"byte\"} 4096\n")
                .contains("koordlet_node_priority_resource_reclaimable"
                        + "{node=\"n\",priority=\"koord-prod\",resource=\"cpu\",unit=\"core\"} 1.5\n")
                .contains("koordlet_node_resource_priority_reclaimable_status{node=\"n\",priority=\"koord-prod\"} 0\n")
                .contains("koordlet_node_predicted_resource_reclaimable"
                        + "{node=\"n\",predictor=\"minPredictor\",resource=\"memory\",unit=\"byte\"} 1048576\n")
                .contains("koordlet_node_predicted_resource_peak"
                        + "{node=\"n\",predictor=\"minPredictor\",resource=\"cpu\",unit=\"core\"} 2.5\n")
                .contains("koordlet_be_suppress_cpu_cores{node=\"n\",type=\"cfsQuota\"} 1.5\n")
                .contains("koordlet_be_suppress_ls_used_cpu_cores{node=\"n\"} 1.5\n")
                .contains("koordlet_be_suppress_be_used_cpu_cores{node=\"n\"} 0.25\n")
                .contains("koordlet_cpuset_share_pool_cpu_cores{node=\"n\"} 4\n")
                .contains("koordlet_cpuset_be_share_pool_cpu_cores{node=\"n\"} 4\n")
                .contains("# TYPE koordlet_pod_eviction counter\n")
                .contains("koordlet_pod_eviction"
                        + "{node=\"n\",reason=\"trigger by koordlet feature BEMemoryEvict\"} 1\n")
                .contains("koordlet_pod_eviction{node=\"n\",reason=\"my-rule\"} 1\n");
    }

    @Test
    void showsNumaNodesAndApplicationsOutsideOfPods() {
        Observation seen = Seen.onCpus(4)
                .numa(List.of(new NumaUsage(1, ResourceUsage.of(750, 4096))))
                .hostApplication(QosClass.LS, HostApplication.Base.CGROUP_ROOT, 1500)
                .build();
        String application = "{node=\"n\",host_application_name=\"application-0\",priority_class=\"koord-prod\","
                + "qos=\"LS\",resource=";
        assertThat(text(new KoordletSeries("n", 1, () -> tick(seen), () -> Reading.missing("test"), evictions)))
                .contains("koordlet_node_metric_numa_node_usage"
                        + "{node=\"n\",numa_node_id=\"1\",resource=\"cpu\",unit=\"core\"} 0.75\n")
                .contains("koordlet_node_metric_numa_node_usage"
                        + "{node=\"n\",numa_node_id=\"1\",resource=\"memory\",unit=\"byte\"} 4096\n")
                .contains("koordlet_host_application_resource_usage" + application + "\"cpu\"} 1.5\n")
                .contains("koordlet_host_application_resource_usage" + application + "\"memory\"} 0\n");
    }

    @Test
    void showsHowLongWritesTake() {
        KoordletWriteSeries series = new KoordletWriteSeries(() -> List.of(
                new WriteTimes.Count(WriteTimes.Kind.CGROUP, true, List.of(1L, 3L, 4L, 4L, 4L, 4L, 4L, 4L), 5, 1200.5),
                new WriteTimes.Count(WriteTimes.Kind.OTHER, false, List.of(0L, 0L, 0L, 0L, 0L, 0L, 0L, 1L), 1, 100)));
        assertThat(text(series))
                .contains("# TYPE koordlet_resource_update_duration_milliseconds histogram\n")
                .contains("_bucket{type=\"cgroup\",status=\"success\",le=\"0.01\"} 1\n")
                .contains("_bucket{type=\"cgroup\",status=\"success\",le=\"163.84\"} 4\n")
                .contains("_bucket{type=\"cgroup\",status=\"success\",le=\"+Inf\"} 5\n")
                .contains("_sum{type=\"cgroup\",status=\"success\"} 1200.5\n")
                .contains("_count{type=\"default\",status=\"failed\"} 1\n");
        assertThat(text(new KoordletWriteSeries(List::of))).isEmpty();
    }

    @Test
    void showsWhatIsCountedOfTheCachesOfItsClasses() {
        CacheMonitor.Moved none = new CacheMonitor.Moved(Reading.missing("test"), Reading.missing("test"));
        Observation seen = Seen.onCpus(4)
                .caches(Reading.of(new CacheReadings(
                        1,
                        List.of(
                                new CacheMonitor(
                                        "BE",
                                        "01",
                                        Reading.of(new Bytes(4096)),
                                        new CacheMonitor.Moved(Reading.of(70_000L), Reading.of(7L)),
                                        none),
                                new CacheMonitor("mine", "01", Reading.of(new Bytes(1)), none, none)))))
                .build();
        assertThat(text(new KoordletSeries("n", 1, () -> tick(seen), () -> Reading.missing("test"), evictions)))
                .contains("koordlet_resctrl_llc_occupancy{node=\"n\",cache_id=\"1\",qos=\"BE\"} 4096\n")
                .contains("koordlet_resctrl_memory_bandwidth"
                        + "{node=\"n\",cache_id=\"1\",qos=\"BE\",mb_type=\"mbm_local_bytes\"} 70000\n")
                .doesNotContain("mine", "mbm_total_bytes");
    }

    @Test
    void leavesOutWhatIsMissing() {
        Observation seen = Seen.onCpus(4)
                .usageMissingFor(Duration.ofSeconds(5))
                .podsUnknown()
                .build();
        assertThat(text(new KoordletSeries("n", 1, () -> tick(seen), () -> Reading.missing("test"), evictions)))
                .contains("koordlet_node_resource_priority_reclaimable_status{node=\"n\",priority=\"koord-prod\"} 1\n")
                .doesNotContain("used_cpu_cores", "share_pool", "reclaimable{", "peak{", "NaN");
        assertThat(text(new KoordletSeries("n", 1, Optional::empty, () -> Reading.missing("test"), evictions)))
                .contains("koordlet_start_time");
        assertThat(text(new KoordletPodSeries("n", Optional::empty, evictions))).isEmpty();
    }

    @Test
    void showsPodsAndContainers() {
        PodView view = PodDraft.batch("p")
                .container("main", Map.of("kubernetes.io/batch-cpu", "500"), Map.of("kubernetes.io/batch-cpu", "800"))
                .view();
        CgroupPath group = SeenPods.cgroup(view).child("main");
        KnobKey quota = new KnobKey(group, Knob.CPU_QUOTA);
        Observation seen = Seen.onCpus(4)
                .at(Duration.ofSeconds(1000))
                .pod(pod(view, group))
                .knob(group, Knob.CPU_QUOTA, new KnobValue.Quota(new CpuQuota(60_000)))
                .holding(quota, new KnobValue.Quota(new CpuQuota(50_000)))
                .build();
        evictions.count(NOW.minusSeconds(301), new PodRef("default", "old", "u"), "evict-memory");
        evictions.count(NOW.minusSeconds(20), new PodRef("default", "twice", "u"), "evict-memory");
        evictions.count(NOW.minusSeconds(10), new PodRef("default", "twice", "w"), "evict-memory");
        String container = "node=\"n\",pod_namespace=\"default\",pod_name=\"p\",container_id=\"containerd://main\","
                + "container_name=\"main\"";
        String whole = container + ",pod_uid=\"p\",";
        assertThat(text(new KoordletPodSeries("n", () -> tick(seen), evictions)))
                .contains("koordlet_container_resource_requests{" + whole
                        + "resource=\"kubernetes.io/batch-cpu\",unit=\"integer\"} 500\n")
                .contains("koordlet_container_resource_limits{" + whole
                        + "resource=\"kubernetes.io/batch-cpu\",unit=\"byte\"} 800\n")
                .contains("koordlet_container_scaled_cfs_quota_us{" + container + "} 60000\n")
                .contains("koordlet_container_cpi{" + whole + "cpi_field=\"cycles\"} 300\n")
                .contains("koordlet_container_cpi{" + whole + "cpi_field=\"instructions\"} 200\n")
                .contains("koordlet_container_psi{" + whole + "psi_resource_type=\"mem\",psi_precision=\"avg60\","
                        + "psi_degree=\"some\",cpu_full_supported=\"false\"} 2.5\n")
                .contains("koordlet_pod_psi{node=\"n\",pod_uid=\"p\",pod_name=\"p\",pod_namespace=\"default\","
                        + "psi_resource_type=\"mem\",psi_precision=\"avg300\",psi_degree=\"some\","
                        + "cpu_full_supported=\"false\"} 3.5\n")
                .contains("koordlet_pod_eviction_detail{node=\"n\",pod_namespace=\"default\",pod_name=\"twice\","
                        + "reason=\"trigger by koordlet feature BEMemoryEvict\"} 2\n")
                .doesNotContain("old", "scaled_cfs_burst");
    }

    private static PodObservation pod(PodView view, CgroupPath group) {
        Reading<Pressure> pressure =
                Reading.of(new Pressure(new Pressure.Window(1.5, 2.5, 3.5, 7), Reading.missing("test")));
        GroupObservation seen = new GroupObservation(
                Reading.missing("test"),
                Reading.missing("test"),
                Reading.missing("test"),
                Reading.missing("test"),
                new GroupPressure(Reading.missing("test"), pressure, Reading.missing("test")));
        return new PodObservation(
                view,
                Optional.of(group.parent()),
                ResourceUsage.of(250, 0),
                seen,
                List.of(new ContainerObservation(
                        view.containers().getFirst(),
                        group,
                        ResourceUsage.of(250, 0),
                        seen,
                        Reading.of(new Cpi(300, 200, 1)))));
    }

    private static Optional<LastTick> tick(Observation seen) {
        return Optional.of(new LastTick(seen, Mode.ENFORCE, OptionalLong.empty(), Holding.NOTHING, List.of()));
    }

    private static String text(MetricSource source) {
        Exposition out = new Exposition(Format.PROMETHEUS);
        source.write(out);
        return out.end();
    }
}
