package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.linux.DirectoryStateStore;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Real writes to real control groups, with a process in them. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class RealKernelIT {
    private static final String TIER = "/kubepods/besteffort";
    private static final String POD = TIER + "/podbatch";
    private static final Reason WHY = Reason.of(ModeReason.Restored);

    @TempDir
    Path folder = Path.of("");

    private @Nullable RealCgroups real;
    private final LinuxKernelFiles files = new LinuxKernelFiles();
    private final CgroupFs cgroups = new CgroupFs(files, "/sys/fs/cgroup");

    static boolean isCgroupV1() {
        return RealCgroups.areThere();
    }

    @BeforeEach
    void prepare() throws IOException {
        real = new RealCgroups();
        real().add(POD);
        real().spin(POD);
    }

    @AfterEach
    void cleanUp() throws IOException {
        real().close();
    }

    @Test
    void writesQuotaCpusetAndIdleAndGivesBackTheExactValues() throws IOException {
        Map<String, String> before = real().snapshot();
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = actuator(store);
            assertApplied(actuator, List.of(new Action.SetIdle(path(TIER), WHY)));
            assertApplied(actuator, List.of(new Action.SetQuota(path(TIER), new CpuQuota(30_000), WHY)));
            assertApplied(actuator, cpus(CpuSet.of(0)));
            assertThat(real().read("cpuset", POD, "cpuset.cpus")).isEqualTo("0");
            assertThat(real().read("cpu", TIER, "cpu.cfs_quota_us")).isEqualTo("30000");
            real().add(TIER + "/podborn");
            KernelActuator afterCrash = actuator(store);
            new Restore(cgroups, afterCrash).onRequest(System.nanoTime());
            assertThat(afterCrash.held()).isEmpty();
        }
        Map<String, String> after = real().snapshot();
        String all = Objects.requireNonNull(before.get(TIER + "/cpuset.cpus"));
        assertThat(after).containsAllEntriesOf(before).containsEntry(TIER + "/podborn/cpuset.cpus", all);
    }

    @Test
    void limitsAPodAsItAsksBelowATierThatIsNarrowedInTheSamePlan() throws IOException {
        Map<String, String> before = real().snapshot();
        KnobKey quota = new KnobKey(path(POD), Knob.CPU_QUOTA);
        KnobValue wanted = new KnobValue.Quota(new CpuQuota(50_000));
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = actuator(store);
            assertApplied(
                    actuator,
                    List.of(
                            new Action.SetKnob(quota, wanted, WHY),
                            new Action.SetKnob(new KnobKey(path(POD), Knob.CPU_SHARES), new KnobValue.Whole(512), WHY),
                            new Action.SetKnob(
                                    new KnobKey(path(POD), Knob.MEMORY_LIMIT), new KnobValue.Whole(67_113_000), WHY)));
            assertThat(real().read("memory", POD, "memory.limit_in_bytes")).isEqualTo("67112960");
            assertThat(real().read("cpu", POD, "cpu.cfs_quota_us")).isEqualTo("50000");
            assertApplied(
                    actuator,
                    List.of(
                            new Action.SetQuota(path(TIER), new CpuQuota(30_000), WHY),
                            new Action.SetKnob(quota, new KnobValue.Quota(new CpuQuota(40_000)), WHY)));
            assertThat(real().read("cpu", POD, "cpu.cfs_quota_us")).isEqualTo("-1");
            new Restore(cgroups, actuator).onRequest(System.nanoTime());
            assertThat(actuator.held()).isEmpty();
        }
        assertThat(real().snapshot()).isEqualTo(before);
    }

    /** Groups whose threads cannot leave a CPU: of one that nobody knew of, and of one that would have no CPU left. */
    @Test
    void namesWhatTheKernelRefusesWhereThreadsCannotMoveAndLeavesAllAsItWas() throws IOException {
        assumeThat(Runtime.getRuntime().availableProcessors()).isGreaterThan(1);
        Map<String, String> before = real().snapshot();
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            KernelActuator actuator = actuator(store);
            // The pod below still has all CPUs, which a narrower parent would not contain.
            Outcome wider = apply(actuator, new Action.SetCpuset(path(TIER), CpuSet.of(0), WHY), 0);
            assertThat(wider.problem()).contains("EBUSY");
            Outcome none = apply(actuator, new Action.SetCpuset(path(POD), CpuSet.EMPTY, WHY), 0);
            assertThat(none.problem()).contains("ENOSPC");
            Outcome absent = apply(actuator, new Action.SetCpuset(path(POD), CpuSet.of(CpuSet.MAX_CPU), WHY), 5);
            assertThat(absent.result()).isEqualTo("rejected");
            assertThat(real().snapshot()).isEqualTo(before);
            new Restore(cgroups, actuator).onRequest(System.nanoTime());
            assertThat(actuator.held()).isEmpty();
        }
        assertThat(real().snapshot()).isEqualTo(before);
    }

    /** Seconds from now, since what was refused is left alone for a while. */
    private static Outcome apply(KernelActuator actuator, Action action, int seconds) {
        return actuator.apply(
                        ActionPlan.of(List.of(action), Map.of(), actuator.held()),
                        System.nanoTime() + seconds * 1_000_000_000L)
                .getFirst();
    }

    @Test
    void doesNotOpenTheStateDirectoryTwice() throws IOException {
        try (DirectoryStateStore store = DirectoryStateStore.open(folder.resolve("state"))) {
            assertThat(store.size("none")).isZero();
            assertThatThrownBy(() -> DirectoryStateStore.open(folder.resolve("state")))
                    .hasMessageContaining("in use by a running agent");
        }
    }

    @Test
    void saysGoneForAnOpenFileOfAGroupThatWasRemoved() throws IOException {
        real().add(TIER + "/podshort");
        CgroupPath path = path(TIER + "/podshort");
        AsciiText text = new AsciiText();
        assertThat(cgroups.read(path, Knob.CPU_USAGE, text)).isEqualTo(new FileResult.Done());
        assertThat(text.number()).isZero();
        real().remove(TIER + "/podshort");
        assertThat(cgroups.read(path, Knob.CPU_USAGE, text)).isEqualTo(new FileResult.Gone());
        assertThat(cgroups.read(path, Knob.CPU_USAGE, text)).isEqualTo(new FileResult.Gone());
    }

    private List<Action> cpus(CpuSet cpus) {
        return List.of(new Action.SetCpuset(path(TIER), cpus, WHY), new Action.SetCpuset(path(POD), cpus, WHY));
    }

    private void assertApplied(KernelActuator actuator, List<Action> actions) {
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        actions.forEach(action -> {
            KnobKey key = ((KnobAction) action).key();
            cgroups.value(key.cgroup(), key.knob()).toOptional().ifPresent(value -> observed.put(key, value));
        });
        assertThat(actuator.apply(ActionPlan.of(actions, observed, actuator.held()), System.nanoTime()))
                .hasSize(actions.size())
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.Applied.class));
    }

    private KernelActuator actuator(DirectoryStateStore store) {
        return new KernelActuator(cgroups, Journal.open(store, cgroups, "this-boot"));
    }

    private CgroupPath path(String group) {
        return new CgroupPath(real().base() + group);
    }

    private RealCgroups real() {
        return Objects.requireNonNull(real);
    }
}
