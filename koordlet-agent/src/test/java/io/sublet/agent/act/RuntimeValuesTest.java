package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RuntimeValuesTest {
    private static final CgroupPath POD = new CgroupPath("kubepods/besteffort/podx");
    private static final CgroupPath CONTAINER = POD.child("c0ffee");
    private static final String FILE = "/cg/cpu/kubepods/besteffort/podx/c0ffee/cpu.shares";
    private static final KnobKey SHARES = new KnobKey(CONTAINER, Knob.CPU_SHARES);
    private static final KnobKey QUOTA = new KnobKey(CONTAINER, Knob.CPU_QUOTA);
    private static final KnobValue TWO = new KnobValue.Whole(2);
    private static final KnobValue MANY = new KnobValue.Whole(512);
    private static final KnobValue NO_LIMIT = new KnobValue.Quota(CpuQuota.UNLIMITED);
    private static final Map<KnobKey, RuntimeValues.Deal> DEALS =
            Map.of(SHARES, new RuntimeValues.Deal(TWO, MANY), QUOTA, new RuntimeValues.Deal(NO_LIMIT, NO_LIMIT));

    private static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final FakeKernel kernel = new FakeKernel()
            .groupV1("", "0-3")
            .groupV1("kubepods", "0-3")
            .groupV1("kubepods/besteffort", "0-3")
            .groupV1(POD.path(), "0-3");
    private final FakeStore store = new FakeStore();
    private final CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
    private final Journal journal = Journal.open(store, cgroups, "boot");
    private final KernelActuator actuator = new KernelActuator(cgroups, journal);
    private final RuntimeValues values = new RuntimeValues(cgroups, journal);

    private KernelActuator restarted() {
        return new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
    }

    private void bear(String shares) {
        kernel.groupV1(CONTAINER.path(), "0-3").put(FILE, shares);
    }

    @Test
    void holdsWhatTheRuntimeHasSetFromTheMomentThatItIsThere() {
        assertThat(values.make(DEALS)).isEmpty();
        assertThat(actuator.held()).isEmpty();
        bear("1024");
        assertThat(actuator.held()).as("while the group is in the making").isEmpty();
        kernel.put(FILE, "512");
        assertThat(actuator.held()).isEqualTo(Map.of(SHARES, TWO));
        assertThat(kernel.writes()).isEmpty();
    }

    @Test
    void givesTheContainerWhatItWasAskedForAlsoAfterACrash() {
        values.make(DEALS);
        bear("512");
        KernelActuator later = restarted();
        assertThat(later.held()).isEqualTo(Map.of(SHARES, TWO));
        new Restore(cgroups, later).onRequest(0);
        assertThat(kernel.get(FILE)).isEqualTo("2");
        assertThat(later.held()).isEmpty();
        assertThat(restarted().held()).isEmpty();
    }

    @Test
    void doesNotTakeTheRuntimesWriteForAnotherPrograms() {
        values.make(DEALS);
        bear("512");
        actuator.held();
        Action more = new Action.SetKnob(SHARES, new KnobValue.Whole(600), Reason.of(ModeReason.Restored));
        ActionPlan plan = ActionPlan.of(List.of(more), Map.of(SHARES, MANY), actuator.held());
        assertThat(actuator.apply(plan, 0)).singleElement().isInstanceOf(Outcome.Applied.class);
        kernel.put(FILE, "77");
        assertThat(actuator.apply(ActionPlan.of(List.of(more), Map.of(), actuator.held()), 60_000_000_000L))
                .singleElement()
                .isInstanceOf(Outcome.Conflict.class);
    }

    @Test
    void forgetsWhatTheRuntimeDidNotDo() {
        values.make(DEALS);
        bear("2");
        values.started(CONTAINER::equals);
        kernel.put(FILE, "512");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void forgetsAContainerThatWasNeverMade() {
        values.make(DEALS);
        values.gone(CONTAINER::equals);
        bear("512");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void forgetsAPodThatIsGone() {
        values.make(DEALS);
        kernel.remove("podx");
        assertThat(actuator.held()).isEmpty();
        kernel.groupV1(POD.path(), "0-3");
        bear("512");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void keepsTheOriginalThatTheAgentItselfHasFound() {
        values.make(DEALS);
        bear("3");
        Action own = new Action.SetKnob(SHARES, MANY, Reason.of(ModeReason.Restored));
        actuator.apply(ActionPlan.of(List.of(own), Map.of(), Map.of()), 0);
        assertThat(actuator.held()).isEqualTo(Map.of(SHARES, new KnobValue.Whole(3)));
        assertThat(restarted().held()).isEqualTo(Map.of(SHARES, new KnobValue.Whole(3)));
    }

    @Test
    void tellsTheRuntimeNothingThatCannotBeStored() {
        store.full(true);
        assertThat(values.make(DEALS)).isPresent();
        store.full(false);
        bear("512");
        assertThat(actuator.held()).isEmpty();
    }

    @Test
    void takesAChangeThatWasAskedForAsTheNewOriginal() {
        values.make(DEALS);
        bear("512");
        actuator.held();
        RuntimeValues.Deal changed = new RuntimeValues.Deal(new KnobValue.Whole(4), MANY);
        assertThat(values.change(Map.of(SHARES, changed))).isEqualTo(Optional.empty());
        assertThat(actuator.held()).isEqualTo(Map.of(SHARES, new KnobValue.Whole(4)));
        assertThat(restarted().held()).isEqualTo(Map.of(SHARES, new KnobValue.Whole(4)));
    }

    @Test
    void leavesAChangeOfWhatNobodyHoldsToTheRuntime() {
        bear("2");
        RuntimeValues.Deal asAsked = new RuntimeValues.Deal(MANY, MANY);
        assertThat(values.change(Map.of(SHARES, asAsked))).isEmpty();
        assertThat(actuator.held()).isEmpty();
    }

    /** The process ends at any write to the disk, before it or within it, while a container is born at any moment around. */
    @Property(seed = "20261127")
    void theContainerGetsWhatItWasAskedForWhereverTheProcessEnds(
            @ForAll @IntRange(max = 6) int steps, @ForAll boolean bornFirst) {
        int[] left = {steps};
        Runnable step = () -> {
            if (left[0]-- == 0) {
                throw new PowerLoss();
            }
        };
        store.onAppend(step, step);
        boolean told = false;
        try {
            told = values.make(DEALS).isEmpty();
            if (bornFirst) {
                bear("512");
            }
            actuator.held();
        } catch (PowerLoss expected) {
            assertThat(left[0]).isNegative();
        }
        store.onAppend(() -> {}, () -> {});
        // The runtime gives the value only if it has had its answer.
        bear(told ? "512" : "2");
        KernelActuator later = restarted();
        new Restore(cgroups, later).onRequest(0);
        assertThat(kernel.get(FILE)).isEqualTo("2");
        assertThat(later.held()).isEmpty();
    }
}
