package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelActuatorTest {
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    private static final CgroupPath POD = TIER.child("podx");
    private static final String QUOTA_FILE = "/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us";
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final Instant NOW = Instant.EPOCH;

    private static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final FakeKernel kernel = new FakeKernel()
            .groupV1("", "0-3")
            .groupV1("kubepods", "0-3")
            .groupV1(TIER.path(), "0-3")
            .groupV1(POD.path(), "0-3");
    private final FakeStore store = new FakeStore();
    private final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);

    @Test
    void keepsTheOriginalBeforeItWritesAndForgetsItWhenItIsBack() {
        KernelActuator actuator = actuator();
        assertThat(results(actuator, quota(50_000), NOW)).containsExactly("applied");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("50000");
        assertThat(actuator.held()).containsOnlyKeys(new KnobKey(TIER, Knob.CPU_QUOTA));
        assertThat(results(actuator, quota(30_000), NOW)).containsExactly("applied");
        restore(actuator);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
        assertThat(actuator.held()).isEmpty();
        assertThat(actuator().held()).isEmpty();
    }

    @Test
    void writesNothingWhenTheOriginalCannotBeStored() {
        store.full(true);
        assertThat(results(actuator(), quota(50_000), NOW)).containsExactly("rejected");
        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void leavesARefusedWriteAloneForAWhile() {
        kernel.refuse(QUOTA_FILE + ".none", Errno.EBUSY);
        KernelActuator actuator = actuator();
        kernel.beforeWrite(() -> kernel.refuse(QUOTA_FILE, Errno.EBUSY));
        assertThat(results(actuator, quota(50_000), NOW)).containsExactly("rejected");
        kernel.beforeWrite(() -> {}).accept(QUOTA_FILE);
        assertThat(results(actuator, quota(50_000), NOW.plusMillis(500))).containsExactly("deferred");
        assertThat(results(actuator, quota(50_000), NOW.plusSeconds(1))).containsExactly("applied");
    }

    @Test
    void doesNotTakeANewGroupOfTheSameNameForTheOldOne() {
        KernelActuator actuator = actuator();
        results(actuator, quota(50_000), NOW);
        kernel.remove("besteffort").groupV1(TIER.path(), "0-3");
        assertThat(actuator().held()).isEmpty();
        assertThat(results(actuator, quota(40_000), NOW)).containsExactly("applied");
        restore(actuator);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
    }

    @Test
    void saysGoneForAGroupThatVanished() {
        KernelActuator actuator = actuator();
        kernel.remove("besteffort");
        assertThat(results(actuator, quota(50_000), NOW)).containsExactly("gone");
    }

    @Test
    void givesBackIdleFlagAndThenTheSharesThatTheKernelForgot() {
        KernelActuator actuator = actuator();
        Action idle = new Action.SetIdle(TIER, WHY);
        assertThat(results(actuator, List.of(idle), NOW)).containsExactly("applied");
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.shares")).isEqualTo("3");
        restore(actuator);
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.shares")).isEqualTo("2");
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.idle")).isEqualTo("0");
    }

    @Test
    void givesAPodBornUnderANarrowTierTheCpusOfBefore() {
        KernelActuator actuator = actuator();
        results(actuator, cpus(CpuSet.of(0, 1)), NOW);
        kernel.groupV1(TIER.child("podborn").path(), "0-1");
        restore(actuator);
        assertThat(kernel.get("/cg/cpuset/kubepods/besteffort/podborn/cpuset.cpus"))
                .isEqualTo("0-3");
        assertThat(kernel.get("/cg/cpuset/kubepods/besteffort/podx/cpuset.cpus"))
                .isEqualTo("0-3");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void leavesEveryValueAsItWasWhereverThePowerGoes() {
        Map<String, String> before = kernel.snapshot();
        int steps = 0;
        boolean crashed = true;
        while (crashed) {
            crashed = runUntil(steps++);
            kernel.beforeWrite(() -> {});
            store.onAppend(() -> {}, () -> {});
            KernelActuator fresh = actuator();
            restore(fresh);
            assertThat(fresh.held()).as("held after step %d", steps).isEmpty();
            assertThat(kernel.snapshot()).as("files after step %d", steps).isEqualTo(before);
            assertThat(actuator().held()).isEmpty();
        }
        assertThat(steps).isGreaterThan(10);
    }

    /** Suppresses by all knobs and gives some back; true if the power went at the given step. */
    private boolean runUntil(int lastStep) {
        int[] left = {lastStep};
        Runnable step = () -> {
            if (left[0]-- == 0) {
                throw new PowerLoss();
            }
        };
        kernel.beforeWrite(step);
        store.onAppend(step, step);
        try {
            KernelActuator actuator = actuator();
            results(actuator, List.of(new Action.SetIdle(TIER, WHY)), NOW);
            results(actuator, quota(50_000), NOW);
            results(actuator, cpus(CpuSet.of(0, 1)), NOW);
            results(actuator, cpus(CpuSet.of(1, 2)), NOW);
            results(actuator, List.of(new Action.Release(new KnobKey(TIER, Knob.CPU_QUOTA), WHY)), NOW);
            return false;
        } catch (PowerLoss e) {
            return true;
        }
    }

    @Test
    void aLineCutShortIsNoLine() {
        store.onAppend(() -> {}, () -> {
            throw new PowerLoss();
        });
        KernelActuator actuator = actuator();
        assertThatThrownBy(() -> results(actuator, quota(50_000), NOW)).isInstanceOf(PowerLoss.class);
        store.onAppend(() -> {}, () -> {});
        assertThat(results(actuator(), quota(50_000), NOW)).containsExactly("applied");
        assertThat(actuator().held()).hasSize(1);
    }

    private KernelActuator actuator() {
        return new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
    }

    private void restore(KernelActuator actuator) {
        new Restore(cgroups, actuator).onRequest(NOW.plusSeconds(3600));
    }

    private static List<Action> quota(long micros) {
        return List.of(new Action.SetQuota(TIER, new CpuQuota(micros), WHY));
    }

    private static List<Action> cpus(CpuSet cpus) {
        return List.of(new Action.SetCpuset(TIER, cpus, WHY), new Action.SetCpuset(POD, cpus, WHY));
    }

    private List<String> results(KernelActuator actuator, List<Action> actions, Instant now) {
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        for (Action any : actions) {
            KnobAction action = (KnobAction) any;
            cgroups.value(action.key().cgroup(), action.key().knob())
                    .toOptional()
                    .ifPresent(value -> observed.put(action.key(), value));
        }
        return actuator.apply(ActionPlan.of(actions, observed, actuator.held()), now).stream()
                .map(Outcome::result)
                .toList();
    }
}
