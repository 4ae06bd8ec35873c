package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelActuatorTest {
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    private static final CgroupPath POD = TIER.child("podx");
    private static final String QUOTA_FILE = "/cg/cpu/kubepods/besteffort/cpu.cfs_quota_us";
    private static final String CPUS_FILE = "/cg/cpuset/kubepods/besteffort/cpuset.cpus";
    private static final String CPUS_FILE_OF_POD = "/cg/cpuset/kubepods/besteffort/podx/cpuset.cpus";
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final long NOW = 1_000_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1000 * MILLI;

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
    void timesEachWriteThatTheKernelHasAcceptedOrRefused() {
        KernelActuator actuator = actuator();
        assertThat(actuator.times().counts()).isEmpty();
        results(actuator, quota(50_000), NOW);
        results(actuator, quota(50_000), NOW);
        kernel.beforeWrite(() -> kernel.refuse(QUOTA_FILE, Errno.EBUSY));
        results(actuator, quota(30_000), NOW);
        assertThat(actuator.times().counts())
                .extracting(WriteTimes.Count::kind, WriteTimes.Count::done, WriteTimes.Count::all)
                .containsExactly(tuple(WriteTimes.Kind.CGROUP, true, 1L), tuple(WriteTimes.Kind.CGROUP, false, 1L));
    }

    @Test
    void leavesARefusedWriteAloneForAWhile() {
        kernel.refuse(QUOTA_FILE + ".none", Errno.EBUSY);
        KernelActuator actuator = actuator();
        kernel.beforeWrite(() -> kernel.refuse(QUOTA_FILE, Errno.EBUSY));
        assertThat(results(actuator, quota(50_000), NOW)).containsExactly("rejected");
        kernel.beforeWrite(() -> {}).accept(QUOTA_FILE);
        assertThat(results(actuator, quota(50_000), NOW + 500 * MILLI)).containsExactly("deferred");
        assertThat(results(actuator, quota(50_000), NOW + SECOND)).containsExactly("applied");
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

    /** On version 2 such a group cannot have none of its own again while there are processes in it. */
    @Test
    void givesAGroupThatHadNoCpusOfItsOwnAllThereAre() {
        FakeKernel unified = new FakeKernel()
                .groupV2("", "0-3")
                .groupV2("kubepods", "0-3")
                .groupV2(TIER.path(), "")
                .groupV2(POD.path(), "")
                .put("/cg/" + POD.path() + "/cgroup.procs", "7");
        CgroupFs fs = new CgroupFs(unified, FakeKernel.ROOT);
        KernelActuator actuator = new KernelActuator(fs, Journal.open(store, fs, "boot"));
        List<Action> narrow =
                List.of(new Action.SetCpuset(TIER, CpuSet.of(1), WHY), new Action.SetCpuset(POD, CpuSet.of(1), WHY));
        assertThat(results(actuator, narrow, NOW)).containsExactly("applied", "applied");
        assertThat(actuator.held()).hasSize(2);
        new Restore(fs, actuator).onRequest(NOW);
        assertThat(unified.get("/cg/" + TIER.path() + "/cpuset.cpus")).isEqualTo("0-3");
        assertThat(unified.get("/cg/" + POD.path() + "/cpuset.cpus")).isEqualTo("0-3");
        assertThat(actuator.held()).isEmpty();
    }

    /** Version 1 takes a CPU that goes offline out of every group, and gives it back to none but the root. */
    @Test
    void takesCpusThatWentOfflineForNobodysDoing() {
        KernelActuator actuator = actuator();
        assertThat(results(actuator, cpus(CpuSet.of(0, 1)), NOW)).containsExactly("applied", "applied");
        showCpus("0,2-3", "0,2-3", "0");
        assertThat(results(actuator, cpus(CpuSet.of(0, 2)), NOW + SECOND)).containsExactly("applied", "applied");
        restore(actuator);
        assertThat(kernel.get(CPUS_FILE)).isEqualTo("0,2-3");
        assertThat(kernel.get(CPUS_FILE_OF_POD)).isEqualTo("0,2-3");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void givesBackCpusThatAreBackToThoseWhoseGroupsAboveHaveThemAgain() {
        for (String above : List.of("0-3", "0,2-3")) {
            showCpus("0-3", "0-3", "0-3");
            KernelActuator actuator = actuator();
            results(actuator, cpus(CpuSet.of(0, 1)), NOW);
            showCpus("0,2-3", "0,2-3", "0");
            results(actuator, cpus(CpuSet.of(0, 2)), NOW + SECOND);
            showCpus("0-3", above, "0,2");
            restore(actuator);
            assertThat(kernel.get(CPUS_FILE)).isEqualTo(above);
            assertThat(kernel.get(CPUS_FILE_OF_POD)).isEqualTo(above);
            assertThat(actuator.held()).isEmpty();
        }
    }

    private void showCpus(String ofRoot, String ofAllPods, String ofTierAndPod) {
        kernel.put("/cg/cpuset/cpuset.cpus", ofRoot)
                .put("/cg/cpuset/kubepods/cpuset.cpus", ofAllPods)
                .put(CPUS_FILE, ofTierAndPod)
                .put(CPUS_FILE_OF_POD, ofTierAndPod);
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
    void looksAtAValueThatWasSettledOnlyNowAndThen() {
        KernelActuator actuator = actuator();
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
        KernelActuator actuator = actuator();
        assertThat(results(actuator, List.of(shares(2)), NOW)).isEmpty();
        assertThat(blindly(actuator, shares(2), NOW)).isEqualTo("unchanged");
        assertThat(actuator.held()).isEmpty();
        assertThat(store.text("journal.jsonl")).isEmpty();
    }

    @Test
    void leavesAnotherWritersValueAloneAndTakesItForTheOriginalLater() {
        KernelActuator actuator = actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        kernel.put(QUOTA_FILE, "77000");
        assertThat(blind(actuator, 50_000, NOW + 16 * SECOND)).isEqualTo("conflict");
        assertThat(actuator.held()).isEmpty();
        assertThat(blind(actuator, 50_000, NOW + 18 * SECOND)).isEqualTo("deferred");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("77000");
        assertThat(blind(actuator, 50_000, NOW + 19 * SECOND)).isEqualTo("applied");
        restore(actuator);
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("77000");
    }

    @Test
    void backsOffLongerEachTimeTheOtherWriterInsists() {
        KernelActuator actuator = actuator();
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
        KernelActuator actuator = actuator();
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
            restore(actuator);
        }
    }

    @Test
    void leavesWhatSomebodyElseChangedAfterTheCrash() {
        KernelActuator actuator = actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        kernel.put(QUOTA_FILE, "77000");
        KernelActuator afterCrash = actuator();
        assertThat(new Restore(cgroups, afterCrash).onRequest(NOW))
                .extracting(Outcome::result)
                .containsExactly("conflict");
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("77000");
        assertThat(afterCrash.held()).isEmpty();
    }

    @Test
    void givesBackAllTheSameWhenItCouldNotNoteWhatItWrote() {
        KernelActuator actuator = actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        store.full(true);
        assertThat(blind(actuator, 30_000, NOW + SECOND)).isEqualTo("applied");
        store.full(false);
        restore(actuator());
        assertThat(kernel.get(QUOTA_FILE)).isEqualTo("-1");
    }

    @Test
    void goesOnTakingWhenTheDiskBecomesReadOnly() {
        KernelActuator actuator = actuator();
        assertThat(blind(actuator, 50_000, NOW)).isEqualTo("applied");
        store.readOnly(true);
        assertThat(blind(actuator, 30_000, NOW + SECOND)).isEqualTo("applied");
        assertThat(blind(actuator, 20_000, NOW + 2 * SECOND)).isEqualTo("applied");
    }

    @Test
    void forgetsGroupsThatVanished() {
        KernelActuator actuator = actuator();
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
        List<String> results = results(actuator, quota(micros), now);
        return results.isEmpty() ? "right" : results.getFirst();
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
        new Restore(cgroups, actuator).onRequest(NOW + 3600 * SECOND);
    }

    private static List<Action> quota(long micros) {
        return List.of(new Action.SetQuota(TIER, new CpuQuota(micros), WHY));
    }

    private static List<Action> cpus(CpuSet cpus) {
        return List.of(new Action.SetCpuset(TIER, cpus, WHY), new Action.SetCpuset(POD, cpus, WHY));
    }

    private List<String> results(KernelActuator actuator, List<Action> actions, long now) {
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
