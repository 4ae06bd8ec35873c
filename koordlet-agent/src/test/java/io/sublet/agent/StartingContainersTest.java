package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.act.RuntimeValues;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.explain.LedgerQuery;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.runtime.AskedResources;
import io.sublet.agent.runtime.ContainerHook.Answer;
import io.sublet.agent.runtime.ContainerHook.Result;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policies of a tick on containers that do not run yet, on a node of cgroup v1 with four CPUs. */
class StartingContainersTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Map<String, String> HALF =
            Map.of("kubernetes.io/batch-cpu", "500", "kubernetes.io/batch-memory", "268435456");
    private static final String BATCH = "kubepods/besteffort/podbatch";
    private static final String WEB = "kubepods/burstable/podweb";
    private static final String BOUND = "kubepods/podbound";
    private static final AskedResources OF_KUBELET = asked(2, 0, "");

    private static final String NO_LIMIT = "9223372036854771712";

    private final FakeNode node = new FakeNode();
    private final FakeKernel kernel = node.kernel;
    private final FakeStore store = node.store;
    private final AgentLoop loop = node.loop;
    private final List<PodView> pods = List.of(
            PodDraft.batch("batch").container("main", HALF, HALF).view(),
            PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
                    .container("main", Map.of("cpu", "1"), Map.of("cpu", "1"))
                    .view(),
            PodDraft.pod("bound", KubeQos.GUARANTEED, QosClass.LSR)
                    .container("main", Map.of("cpu", "1"), Map.of("cpu", "1"))
                    .bound(CpuSet.of(3))
                    .view());
    private final Errands errands = new Errands();
    private final RuntimeValues values = new RuntimeValues(node.cgroups, node.journal);
    private final StartingContainers starting =
            new StartingContainers(loop, node.observer, values, NodeRules.ofStart(), errands);
    private long second = 1;

    private static AskedResources asked(long shares, long quota, String cpus) {
        return new AskedResources(
                shares == 0 ? OptionalLong.empty() : OptionalLong.of(shares),
                quota == 0 ? OptionalLong.empty() : OptionalLong.of(quota),
                OptionalLong.of(100_000),
                cpus,
                OptionalLong.empty(),
                Map.of());
    }

    /** The pods come after the tick, so that it has done nothing for them yet. */
    @BeforeEach
    void observe() {
        for (String group : List.of(BATCH, WEB, BOUND)) {
            kernel.groupV1(group, "0-3");
        }
        tick();
        node.pods = Reading.of(pods);
    }

    private void tick() {
        loop.tick(Instant.EPOCH.plusSeconds(second), second++ * SECOND, SurgePhase.CALM);
    }

    private Answer create(String pod, AskedResources asked) {
        return answer(ContainerRequest.Kind.CREATE, pod, asked);
    }

    private Answer answer(ContainerRequest.Kind kind, String pod, AskedResources asked) {
        return starting.answer(
                new ContainerRequest(kind, pod, "default/" + pod, "containerd://c0ffee", "main", asked),
                Instant.EPOCH.plusSeconds(second),
                second * SECOND);
    }

    private String decisions() {
        LedgerQuery.Read read = LedgerQuery.read("last=50", Instant.EPOCH.plusSeconds(second));
        return node.ledger.find(((LedgerQuery.Read.Query) read).query()).toString();
    }

    @Test
    void givesABatchContainerItsLimitsAndSetsThoseOfItsPodItself() {
        Answer answer = create("batch", OF_KUBELET);
        assertThat(answer)
                .isEqualTo(new Answer(
                        Result.ADJUSTED,
                        Map.of(
                                Knob.CPU_SHARES, new KnobValue.Whole(512),
                                Knob.CPU_QUOTA, new KnobValue.Quota(new CpuQuota(50_000)))));
        assertThat(kernel.get("/cg/cpu/" + BATCH + "/cpu.cfs_quota_us")).isEqualTo("50000");
        assertThat(kernel.get("/cg/memory/" + BATCH + "/memory.limit_in_bytes")).isEqualTo("268435456");
        assertThat(decisions())
                .contains("limits")
                .contains("handed")
                .contains("applied")
                .contains("a runtime cannot be told");
    }

    @Test
    void doesNotLimitAPodWhoseOtherContainersUseMoreOrUnknownMemory() {
        String stat = "/cg/memory/" + BATCH + "/memory.stat";
        kernel.put(stat, kernel.get(stat).replace("total_active_anon 0", "total_active_anon 999999999"));
        create("batch", OF_KUBELET);
        assertThat(kernel.get("/cg/memory/" + BATCH + "/memory.limit_in_bytes")).isEqualTo(NO_LIMIT);
        kernel.refuse(stat, Errno.EIO);
        create("batch", OF_KUBELET);
        assertThat(kernel.get("/cg/memory/" + BATCH + "/memory.limit_in_bytes")).isEqualTo(NO_LIMIT);
    }

    @Test
    void seesWhatTheRuntimeHasSetAndGivesBackWhatItWasAskedFor() {
        create("batch", OF_KUBELET);
        kernel.groupV1(BATCH + "/c0ffee", "0-3").put("/cg/cpu/" + BATCH + "/c0ffee/cpu.shares", "512");
        kernel.put("/cg/cpu/" + BATCH + "/c0ffee/cpu.cfs_quota_us", "50000");
        starting.started("containerd://c0ffee");
        errands.runAll();
        assertThat(loop.held().keySet().stream().map(KnobKey::toString))
                .contains("/" + BATCH + "/c0ffee CPU_SHARES", "/" + BATCH + "/c0ffee CPU_QUOTA");
        node.mode = Optional.of(Mode.OFF);
        tick();
        assertThat(loop.held()).isEmpty();
        assertThat(kernel.get("/cg/cpu/" + BATCH + "/c0ffee/cpu.shares")).isEqualTo("2");
        assertThat(kernel.get("/cg/cpu/" + BATCH + "/c0ffee/cpu.cfs_quota_us")).isEqualTo("-1");
    }

    @Test
    void placesOnlineContainersAndTakesTheQuotaOfBoundOnes() {
        assertThat(create("web", asked(1024, 100_000, "")).values())
                .isEqualTo(Map.of(Knob.CPUSET, new KnobValue.Cpus(CpuSet.of(0, 1, 2))));
        assertThat(create("bound", asked(1024, 100_000, "")).values())
                .isEqualTo(Map.of(
                        Knob.CPUSET, new KnobValue.Cpus(CpuSet.of(3)),
                        Knob.CPU_QUOTA, new KnobValue.Quota(CpuQuota.UNLIMITED)));
    }

    @Test
    void onlyTellsWhileTheNodeIsObserved() {
        node.mode = Optional.of(Mode.OBSERVE);
        tick();
        assertThat(create("batch", OF_KUBELET)).isEqualTo(Answer.none(Result.PLANNED));
        assertThat(kernel.writes()).isEmpty();
        assertThat(store.text("journal.jsonl")).doesNotContain("promised");
        assertThat(decisions()).contains("planned");
    }

    @Test
    void leavesAllAsItIsWhileColocationIsOff() {
        node.spec = "{\"extensions\": {\"sublet\": {\"colocation\": \"disabled\"}}}";
        tick();
        assertThat(create("batch", OF_KUBELET)).isEqualTo(Answer.none(Result.AS_ASKED));
    }

    @Test
    void leavesAContainerOfWhichItKnowsTooLittleToTheTick() {
        assertThat(create("other", OF_KUBELET)).isEqualTo(Answer.none(Result.LEFT));
        assertThat(decisions()).contains("TooLittleKnown").contains("pod default/other is not known yet");
        node.pods = Reading.missing("pods have not been listed yet");
        assertThat(create("batch", OF_KUBELET)).isEqualTo(Answer.none(Result.LEFT));
    }

    @Test
    void leavesAContainerToTheTickWhoseOriginalsCannotBeStored() {
        store.full(true);
        assertThat(create("batch", OF_KUBELET)).isEqualTo(Answer.none(Result.LEFT));
        assertThat(decisions()).contains("the original value cannot be stored");
    }

    /** Setting the quota of a container above that of the tier would fail the container. */
    @Test
    void leavesAQuotaToTheTickWhileTheTiersMayShrink() {
        node.spec = "{\"resourceUsedThresholdWithBE\": {\"enable\": true, \"cpuSuppressPolicy\": \"cfsQuota\"}}";
        tick();
        assertThat(create("batch", OF_KUBELET).values()).containsOnlyKeys(Knob.CPU_SHARES);
        assertThat(decisions()).contains("the best-effort tier may have less by then");
        node.spec = "{}";
        tick();
        kernel.put("/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us", "300000");
        tick();
        assertThat(create("batch", OF_KUBELET).values()).doesNotContainKey(Knob.CPU_QUOTA);
    }

    @Test
    void keepsItsOwnWhenTheKubeletChangesAContainer() {
        create("batch", OF_KUBELET);
        kernel.groupV1(BATCH + "/c0ffee", "0-3").put("/cg/cpu/" + BATCH + "/c0ffee/cpu.shares", "512");
        assertThat(answer(ContainerRequest.Kind.UPDATE, "batch", asked(7, 0, ""))
                        .values())
                .isEqualTo(Map.of(Knob.CPU_SHARES, new KnobValue.Whole(512)));
        assertThat(loop.held())
                .containsEntry(new KnobKey(new CgroupPath(BATCH + "/c0ffee"), Knob.CPU_SHARES), new KnobValue.Whole(7));
    }

    @Test
    void answersForAnotherThreadAndNotTooLate() throws InterruptedException {
        ContainerRequest request = new ContainerRequest(
                ContainerRequest.Kind.CREATE, "batch", "default/batch", "containerd://c0ffee", "main", OF_KUBELET);
        assertThat(starting.ask(request, Duration.ofMillis(1))).isEqualTo(Answer.none(Result.LATE));
        errands.runAll();
        assertThat(store.text("journal.jsonl"))
                .as("what was given up is not begun")
                .doesNotContain("promised");
        Thread runner = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                errands.runAll();
                Thread.onSpinWait();
            }
        });
        assertThat(starting.ask(request, Duration.ofSeconds(30)).result()).isEqualTo(Result.ADJUSTED);
        assertThatThrownBy(() -> errands.ask(
                        () -> {
                            throw new IllegalArgumentException("here");
                        },
                        Duration.ofSeconds(30)))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("here");
        runner.interrupt();
        runner.join();
    }
}
