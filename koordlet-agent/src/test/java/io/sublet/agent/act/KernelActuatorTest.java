package io.sublet.agent.act;

import static io.sublet.agent.act.ActuatedNode.NOW;
import static io.sublet.agent.act.ActuatedNode.SECOND;
import static io.sublet.agent.act.ActuatedNode.TIER;
import static io.sublet.agent.act.ActuatedNode.WHY;
import static io.sublet.agent.act.ActuatedNode.cpus;
import static io.sublet.agent.act.ActuatedNode.quota;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sublet.agent.decide.Action;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelActuatorTest {
    private static final String QUOTA_FILE = "/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us";
    private static final long MILLI = 1_000_000L;

    private static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final ActuatedNode node = new ActuatedNode();
    private final FakeKernel kernel = node.kernel;
    private final FakeStore store = node.store;
    private final CgroupFs cgroups = node.cgroups;

    @Test
    void keepsTheOriginalBeforeItWritesAndForgetsItWhenItIsBack() {
        KernelActuator actuator = node.actuator();
        assertThat(node.results(actuator, quota(50_000), NOW)).containsExactly("applied");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("50000");
        assertThat(actuator.held()).containsOnlyKeys(new KnobKey(TIER, Knob.CPU_QUOTA));
        assertThat(node.results(actuator, quota(30_000), NOW)).containsExactly("applied");
        node.restore(actuator);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
        assertThat(actuator.held()).isEmpty();
        assertThat(node.actuator().held()).isEmpty();
    }

    @Test
    void writesNothingWhenTheOriginalCannotBeStored() {
        store.full(true);
        assertThat(node.results(node.actuator(), quota(50_000), NOW)).containsExactly("rejected");
        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void timesEachWriteThatTheKernelHasAcceptedOrRefused() {
        KernelActuator actuator = node.actuator();
        assertThat(actuator.times().counts()).isEmpty();
        node.results(actuator, quota(50_000), NOW);
        node.results(actuator, quota(50_000), NOW);
        kernel.beforeWrite(() -> kernel.refuse(QUOTA_FILE, Errno.EBUSY));
        node.results(actuator, quota(30_000), NOW);
        assertThat(actuator.times().counts())
                .extracting(WriteTimes.Count::kind, WriteTimes.Count::done, WriteTimes.Count::all)
                .containsExactly(tuple(WriteTimes.Kind.CGROUP, true, 1L), tuple(WriteTimes.Kind.CGROUP, false, 1L));
    }

    @Test
    void leavesARefusedWriteAloneForAWhile() {
        kernel.refuse(QUOTA_FILE + ".none", Errno.EBUSY);
        KernelActuator actuator = node.actuator();
        kernel.beforeWrite(() -> kernel.refuse(QUOTA_FILE, Errno.EBUSY));
        assertThat(node.results(actuator, quota(50_000), NOW)).containsExactly("rejected");
        kernel.beforeWrite(() -> {}).accept(QUOTA_FILE);
        assertThat(node.results(actuator, quota(50_000), NOW + 500 * MILLI)).containsExactly("deferred");
        assertThat(node.results(actuator, quota(50_000), NOW + SECOND)).containsExactly("applied");
    }

    @Test
    void doesNotTakeANewGroupOfTheSameNameForTheOldOne() {
        KernelActuator actuator = node.actuator();
        node.results(actuator, quota(50_000), NOW);
        kernel.remove("besteffort").groupV1(TIER.path(), "0-3");
        assertThat(node.actuator().held()).isEmpty();
        assertThat(node.results(actuator, quota(40_000), NOW)).containsExactly("applied");
        node.restore(actuator);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
    }

    @Test
    void saysGoneForAGroupThatVanished() {
        KernelActuator actuator = node.actuator();
        kernel.remove("besteffort");
        assertThat(node.results(actuator, quota(50_000), NOW)).containsExactly("gone");
    }

    @Test
    void givesBackIdleFlagAndThenTheSharesThatTheKernelForgot() {
        KernelActuator actuator = node.actuator();
        Action idle = new Action.SetIdle(TIER, WHY);
        assertThat(node.results(actuator, List.of(idle), NOW)).containsExactly("applied");
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.shares")).isEqualTo("3");
        node.restore(actuator);
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.shares")).isEqualTo("2");
        assertThat(kernel.get("/cg/cpu/kubepods/besteffort/cpu.idle")).isEqualTo("0");
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
            KernelActuator fresh = node.actuator();
            node.restore(fresh);
            assertThat(fresh.held()).as("held after step %d", steps).isEmpty();
            assertThat(kernel.snapshot()).as("files after step %d", steps).isEqualTo(before);
            assertThat(node.actuator().held()).isEmpty();
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
            KernelActuator actuator = node.actuator();
            node.results(actuator, List.of(new Action.SetIdle(TIER, WHY)), NOW);
            node.results(actuator, quota(50_000), NOW);
            node.results(actuator, cpus(CpuSet.of(0, 1)), NOW);
            node.results(actuator, cpus(CpuSet.of(1, 2)), NOW);
            node.results(actuator, List.of(new Action.Release(new KnobKey(TIER, Knob.CPU_QUOTA), WHY)), NOW);
            return false;
        } catch (PowerLoss e) {
            return true;
        }
    }

    @Test
    void looksAtAValueThatWasSettledOnlyNowAndThen() {
        KernelActuator actuator = node.actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        int reads = kernel.reads();
        for (int tick = 1; tick < 5; tick++) {
            assertThat(blind(actuator, 50_000, NOW + tick * SECOND)).isEqualTo("settled");
        }
        assertThat(kernel.reads()).isEqualTo(reads);
        assertThat(blind(actuator, 50_000, NOW + 16 * SECOND)).isEqualTo("unchanged");
        assertThat(blind(actuator, 40_000, NOW + 17 * SECOND)).isEqualTo("applied");
    }

    @Test
    void doesNotHoldWhatHadTheValueBefore() {
        KernelActuator actuator = node.actuator();
        assertThat(node.results(actuator, List.of(shares(2)), NOW)).isEmpty();
        assertThat(blindly(actuator, shares(2), NOW)).isEqualTo("unchanged");
        assertThat(actuator.held()).isEmpty();
        assertThat(store.text("journal.jsonl")).isEmpty();
    }

    @Test
    void leavesAnotherWritersValueAloneAndTakesItForTheOriginalLater() {
        KernelActuator actuator = node.actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        kernel.put(QUOTA_FILE, "77000");
        assertThat(blind(actuator, 50_000, NOW + 16 * SECOND)).isEqualTo("conflict");
        assertThat(actuator.held()).isEmpty();
        assertThat(blind(actuator, 50_000, NOW + 18 * SECOND)).isEqualTo("deferred");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("77000");
        assertThat(blind(actuator, 50_000, NOW + 19 * SECOND)).isEqualTo("applied");
        node.restore(actuator);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("77000");
    }

    @Test
    void backsOffLongerEachTimeTheOtherWriterInsists() {
        KernelActuator actuator = node.actuator();
        assertThat(observing(actuator, 50_000, NOW)).isEqualTo("applied");
        long now = NOW;
        List<Long> waits = new ArrayList<>();
        for (int round = 0; round < 9; round++) {
            kernel.put(QUOTA_FILE, "77000");
            assertThat(observing(actuator, 50_000, now)).isEqualTo("conflict");
            long start = now;
            String result = "deferred";
            while (result.equals("deferred")) {
                now += SECOND;
                result = observing(actuator, 50_000, now);
            }
            assertThat(result).isEqualTo("applied");
            waits.add((now - start) / SECOND);
        }
        assertThat(waits).containsExactly(3L, 6L, 12L, 24L, 48L, 96L, 192L, 300L, 300L);
    }

    @Test
    void beginsAnewWhenTheOtherWriterHasCalmedDown() {
        KernelActuator actuator = node.actuator();
        long now = NOW;
        for (int round = 0; round < 3; round++) {
            assertThat(blind(actuator, 50_000, now)).isEqualTo("applied");
            kernel.put(QUOTA_FILE, "77000");
            now += 16 * SECOND;
            assertThat(blind(actuator, 50_000, now)).isEqualTo("conflict");
            now += 3 * SECOND;
            assertThat(blind(actuator, 50_000, now)).isEqualTo("applied");
            now += 70 * SECOND;
            assertThat(blind(actuator, 50_000, now)).isEqualTo("unchanged");
            node.restore(actuator);
        }
    }

    @Test
    void leavesWhatSomebodyElseChangedAfterTheCrash() {
        KernelActuator actuator = node.actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        kernel.put(QUOTA_FILE, "77000");
        KernelActuator afterCrash = node.actuator();
        assertThat(new Restore(cgroups, afterCrash).onRequest(NOW))
                .extracting(Outcome::result)
                .containsExactly("conflict");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("77000");
        assertThat(afterCrash.held()).isEmpty();
    }

    @Test
    void givesBackAllTheSameWhenItCouldNotNoteWhatItWrote() {
        KernelActuator actuator = node.actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        store.full(true);
        assertThat(blind(actuator, 30_000, NOW + SECOND)).isEqualTo("applied");
        store.full(false);
        node.restore(node.actuator());
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
    }

    @Test
    void goesOnTakingWhenTheDiskBecomesReadOnly() {
        KernelActuator actuator = node.actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        store.readOnly(true);
        assertThat(blind(actuator, 30_000, NOW + SECOND)).isEqualTo("applied");
        assertThat(blind(actuator, 20_000, NOW + 2 * SECOND)).isEqualTo("applied");
    }

    @Test
    void forgetsGroupsThatVanished() {
        KernelActuator actuator = node.actuator();
        List<Action> all = new ArrayList<>();
        for (int pod = 0; pod < 2000; pod++) {
            CgroupPath group = TIER.child("podq" + pod);
            kernel.groupV1(group.path(), "0-3");
            all.add(new Action.SetKnob(new KnobKey(group, Knob.CPU_SHARES), new KnobValue.Whole(7), WHY));
        }
        actuator.apply(ActionPlan.of(all, Map.of(), Map.of()), NOW);
        assertThat(actuator.held()).hasSize(2000);
        kernel.remove("besteffort");
        for (int tick = 0; tick < 20; tick++) {
            actuator.apply(ActionPlan.EMPTY, NOW + 10L * tick * SECOND);
        }
        assertThat(actuator.held()).isEmpty();
        assertThat(actuator.remembered()).isZero();
    }

    private static Action shares(long value) {
        return new Action.SetKnob(new KnobKey(TIER, Knob.CPU_SHARES), new KnobValue.Whole(value), WHY);
    }

    private static String blind(KernelActuator actuator, long micros, long now) {
        return blindly(actuator, quota(micros).getFirst(), now);
    }

    /** As a policy that does not look at what it wants to change. */
    private static String blindly(KernelActuator actuator, Action action, long now) {
        return actuator.apply(ActionPlan.of(List.of(action), Map.of(), actuator.held()), now)
                .getFirst()
                .result();
    }

    /** As a policy that looks; {@code right} if there is nothing to write. */
    private String observing(KernelActuator actuator, long micros, long now) {
        List<String> results = node.results(actuator, quota(micros), now);
        return results.isEmpty() ? "right" : results.getFirst();
    }

    @Test
    void aLineCutShortIsNoLine() {
        store.onAppend(() -> {}, () -> {
            throw new PowerLoss();
        });
        KernelActuator actuator = node.actuator();
        assertThatThrownBy(() -> node.results(actuator, quota(50_000), NOW)).isInstanceOf(PowerLoss.class);
        store.onAppend(() -> {}, () -> {});
        assertThat(node.results(node.actuator(), quota(50_000), NOW)).containsExactly("applied");
        assertThat(node.actuator().held()).hasSize(1);
    }
}
