package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.burst.CpuBurst;
import io.sublet.agent.decide.cpuset.CpuPlaces;
import io.sublet.agent.decide.identity.GroupIdentity;
import io.sublet.agent.decide.limits.BatchLimits;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.linux.DirectoryStateStore;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import io.sublet.agent.observe.ClusterFeeds;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.ObserverPaths;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The rules for CPU on real control groups, from what is observed there to the writes, without a cluster. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class CpuPoliciesIT {
    private static final String BATCH = "/kubepods/besteffort/podbatch";
    private static final String WEB = "/kubepods/burstable/podweb";
    private static final String BOUND = "/kubepods/podbound";
    private static final Map<String, String> HALF =
            Map.of("kubernetes.io/batch-cpu", "500", "kubernetes.io/batch-memory", "67113000");
    private static final Map<String, String> ONE = Map.of("cpu", "1");

    @TempDir
    Path folder = Path.of("");

    private @Nullable RealCgroups real;
    private final LinuxKernelFiles files = new LinuxKernelFiles();
    private final CgroupFs cgroups = new CgroupFs(files, "/sys/fs/cgroup");
    private final List<Policy> policies = List.of(
            new CpuSuppress(Duration.ofSeconds(10)),
            new Remembering<>(new BatchLimits()),
            new Remembering<>(new CpuPlaces()),
            new Remembering<>(new CpuBurst()),
            new Remembering<>(new GroupIdentity()));
    private List<PodView> pods = List.of();
    private String spec = "{}";
    private long nanoTime = 1_000_000_000_000L;

    static boolean isCgroupV1() {
        return RealCgroups.areThere() && Runtime.getRuntime().availableProcessors() >= 2;
    }

    @BeforeEach
    void prepare() throws IOException {
        real = new RealCgroups();
        for (String pod : List.of(BATCH, WEB, BOUND)) {
            real().add(pod);
            real().add(pod + "/c");
        }
        for (String group : List.of(WEB, WEB + "/c", BOUND, BOUND + "/c")) {
            real().write("cpu", group, "cpu.cfs_quota_us", "100000");
        }
    }

    @AfterEach
    void cleanUp() throws IOException {
        real().close();
    }

    @Test
    void limitsPlacesAndBurstsAndGivesAllBack() throws IOException {
        pods = List.of(
                PodDraft.batch("batch").container("c", HALF, HALF).view(),
                PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
                        .container("c", ONE, ONE)
                        .view(),
                PodDraft.pod("bound", KubeQos.GUARANTEED, QosClass.LSR)
                        .container("c", ONE, ONE)
                        .bound(CpuSet.of(1))
                        .view());
        spec = "{\"cpuBurstStrategy\": {\"policy\": \"auto\"}}";
        Map<String, String> before = real().snapshot();
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
            NodeObserver observer = observer();
            for (int second = 0; second < 4; second++) {
                assertThat(tick(observer, actuator))
                        .allMatch(outcome -> outcome.problem().isEmpty());
            }
            assertThat(tick(observer, actuator)).isEmpty();
            assertThat(real().read("cpu", BATCH + "/c", "cpu.cfs_quota_us")).isEqualTo("50000");
            assertThat(real().read("cpu", BATCH, "cpu.shares")).isEqualTo("512");
            assertThat(real().read("memory", BATCH + "/c", "memory.limit_in_bytes"))
                    .isEqualTo("67112960");
            assertThat(real().read("cpu", WEB + "/c", "cpu.cfs_burst_us")).isEqualTo("100000");
            assertThat(real().read("cpuset", WEB + "/c", "cpuset.cpus")).doesNotContain("1");
            assertThat(real().read("cpuset", BOUND + "/c", "cpuset.cpus")).isEqualTo("1");
            assertThat(real().read("cpu", BOUND, "cpu.cfs_quota_us")).isEqualTo("-1");
            new Restore(cgroups, actuator).onRequest(nanoTime);
            assertThat(actuator.held()).isEmpty();
        }
        assertThat(real().snapshot()).isEqualTo(before);
    }

    @Test
    void suppressesATierBelowALimitThatAPodAsksForAndPutsTheLimitBack() throws IOException {
        pods = List.of(PodDraft.batch("batch").container("c", HALF, HALF).view());
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
            NodeObserver observer = observer();
            settle(observer, actuator);
            assertThat(real().read("cpu", BATCH, "cpu.cfs_quota_us")).isEqualTo("50000");
            suppress(0);
            settle(observer, actuator);
            assertThat(real().read("cpu", "/kubepods/besteffort", "cpu.cfs_quota_us"))
                    .isEqualTo("2000");
            assertThat(real().read("cpu", BATCH, "cpu.cfs_quota_us")).isEqualTo("-1");
            spec = "{}";
            settle(observer, actuator);
            assertThat(real().read("cpu", "/kubepods/besteffort", "cpu.cfs_quota_us"))
                    .isEqualTo("-1");
            assertThat(real().read("cpu", BATCH, "cpu.cfs_quota_us")).isEqualTo("50000");
        }
    }

    /** So that nothing is left for best effort, whatever else runs on the machine. */
    private void suppress(int threshold) {
        spec = "{\"resourceUsedThresholdWithBE\": {\"enable\": true, \"cpuSuppressPolicy\": \"cfsQuota\","
                + " \"cpuSuppressThresholdPercent\": " + threshold + "}}";
    }

    private void settle(NodeObserver observer, KernelActuator actuator) {
        for (int second = 0; second < 4; second++) {
            assertThat(tick(observer, actuator))
                    .allMatch(outcome -> outcome.problem().isEmpty());
        }
    }

    private List<Outcome> tick(NodeObserver observer, KernelActuator actuator) {
        nanoTime += 1_000_000_000;
        Observation seen = observer.observe(Instant.EPOCH, nanoTime, actuator.held());
        List<Verdict> verdicts = new ArrayList<>();
        policies.forEach(policy -> verdicts.add(policy.decide(seen)));
        Map<KnobKey, KnobValue> observed = seen.knobs().values();
        seen.tier().toOptional().ifPresent(tier -> observed.putAll(tier.values()));
        List<Outcome> outcomes = actuator.apply(ActionPlan.from(verdicts, observed, seen.held()), nanoTime);
        List<KnobKey> written = new ArrayList<>();
        outcomes.forEach(outcome -> written.add(((Write) outcome.step()).key()));
        observer.written(written);
        return outcomes;
    }

    private NodeObserver observer() {
        NodeView node = new NodeView(
                "n",
                "uid",
                CpuMemory.of(Runtime.getRuntime().availableProcessors() * 1000L, 1L << 30),
                CpuMemory.of(Runtime.getRuntime().availableProcessors() * 1000L, 1L << 30),
                NodeReservation.NONE,
                Optional.empty(),
                NodeView.TopologyWishes.NONE,
                Ratio.ONE,
                Map.of());
        return new NodeObserver(
                files,
                cgroups,
                new ObserverPaths("/proc", "/sys", real().base(), folder + "/none", folder + "/none"),
                new ClusterFeeds(
                        () -> Reading.of(pods),
                        () -> Reading.of(node),
                        () -> new SloState(Reading.of(slo()), Optional.empty()),
                        () -> Reading.missing("no report is asked for"),
                        nanoTime -> ExternalNumbers.NONE),
                Duration.ofSeconds(1));
    }

    private NodeSlo slo() {
        return NodeSloDocument.parse(Json.parseObject(spec)).valid().orElseThrow();
    }

    private RealCgroups real() {
        return Objects.requireNonNull(real);
    }
}
