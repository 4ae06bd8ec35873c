package io.sublet.extender.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.bind.BindAnswer.Result;
import io.sublet.extender.bind.FakePods.Fault;
import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.pin.Pins;
import io.sublet.extender.rank.PinMarks;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.pod.PodRef;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BinderTest {
    private static final CpuTopology EIGHT = Pins.topology(1, 4, 4);

    private final FakePods api = new FakePods();
    private long nanos = 1_000;
    private final Replica extender = new Replica(api, List.of("n", "m"), EIGHT, () -> nanos);

    private String free(String node) {
        return extender.ledger.node(node).orElseThrow().cpus().free().toString();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void nodeAndCpusAreWrittenTogether() {
        api.create(Pins.shape("a", 4));

        assertThat(extender.bind("a", "n")).isEqualTo(BindAnswer.BOUND);

        assertThat(api.pod("a").node()).hasValue("n");
        assertThat(api.pod("a").annotations())
                .containsEntry(Annotations.RESOURCE_STATUS, "{\"cpuset\":\"0-3\"}")
                .containsEntry(Annotations.RESOURCE_SPEC, "{\"preferredCPUBindPolicy\":\"FullPCPUs\"}");
        assertThat(free("n")).hasToString("4-7");
        assertThat(extender.ledger.claims())
                .singleElement()
                .satisfies(claim -> assertThat(claim.stage()).isEqualTo(Stage.BOUND));
        extender.seeAll();
        assertThat(extender.ledger.claims()).isEmpty();
        assertThat(free("n")).hasToString("4-7");
    }

    @Test
    void askedTwiceItSaysYesTwiceAndBindsOnce() {
        api.create(Pins.shape("a", 4));
        extender.bind("a", "n");

        assertThat(extender.bind("a", "n").result()).isEqualTo(Result.ALREADY_BOUND);
        assertThat(api.binds).isEqualTo(1);
        assertThat(extender.bind("a", "m"))
                .isEqualTo(new BindAnswer(Result.POD_GONE, "the pod is bound to node n already"));
        assertThat(free("m")).hasToString("0-7");
    }

    @Test
    void aPodThatWasDeletedSinceTheFilterIsNotBound() {
        api.create(Pins.shape("a", 4));
        api.delete("a");

        assertThat(extender.bind("a", "n")).isEqualTo(new BindAnswer(Result.POD_GONE, "the pod is gone"));
        assertThat(free("n")).hasToString("0-7");
    }

    @Test
    void anotherPodOfTheSameNameIsNotBound() {
        api.create(Pins.shape("a", 4));

        assertThat(extender.bind(new BindOrder(new PodRef("default", "a", "uid-of-before"), "n"))
                        .result())
                .isEqualTo(Result.POD_GONE);
        assertThat(api.pod("a").node()).isEmpty();
    }

    @Test
    void aNodeThatHasFilledUpSinceTheFilterRefusesWithNumbers() {
        api.create(Pins.shape("a", 6));
        api.create(Pins.shape("b", 4));
        extender.bind("a", "n");

        assertThat(extender.bind("b", "n"))
                .isEqualTo(new BindAnswer(Result.REFUSED, "node n: 4 CPUs needed, 2 free of 8"));
    }

    @Test
    void aRejectedBindingGivesTheCpusBack() {
        api.create(Pins.shape("a", 4));
        api.next(Fault.REJECTED);

        assertThat(extender.bind("a", "n").error()).contains("403 not today");
        assertThat(free("n")).hasToString("0-7");
        assertThat(api.pod("a").annotations()).isEmpty();
        assertThat(extender.bind("a", "n").isBound()).isTrue();
    }

    @Test
    void ofALostAnswerItIsFoundOutThatThePodWasBound() {
        api.create(Pins.shape("a", 4));
        api.next(Fault.ANSWER_LOST);

        assertThat(extender.bind("a", "n")).isEqualTo(BindAnswer.BOUND);
        assertThat(free("n")).hasToString("4-7");
    }

    @Test
    void ofALostRequestItIsFoundOutThatThePodWasNot() {
        api.create(Pins.shape("a", 4));
        api.next(Fault.REQUEST_LOST);

        assertThat(extender.bind("a", "n").result()).isEqualTo(Result.UNREACHABLE);
        assertThat(free("n")).hasToString("0-7");
    }

    @Test
    void aLateRequestThatWasGivenUpTakesNoEffect() {
        api.create(Pins.shape("a", 4));
        api.create(Pins.shape("b", 8));
        api.next(Fault.LATE);
        extender.bind("a", "n");
        assertThat(free("n")).hasToString("0-7");
        assertThat(extender.bind("b", "n").isBound()).isTrue();

        api.catchUp();

        assertThat(api.pod("a").node()).isEmpty();
    }

    @Test
    void aPodThatIsBoundAndNeverShownIsLookedUp() {
        api.create(Pins.shape("a", 4));
        extender.bind("a", "n");
        api.delete("a");

        extender.settler.tick();
        assertThat(free("n")).as("before its time").hasToString("4-7");
        pass(Replica.PATIENCE);
        extender.settler.tick();

        assertThat(free("n")).hasToString("0-7");
    }

    @Test
    void aPodThatHasEndedUnseenHoldsNothingAndOneThatIsBeingDeletedDoes() {
        api.create(Pins.shape("a", 4));
        api.create(Pins.shape("b", 4));
        extender.bind("a", "n");
        extender.bind("b", "n");
        api.change("a", true, false);
        api.change("b", false, true);

        pass(Replica.PATIENCE);
        extender.settler.tick();

        assertThat(free("n")).hasToString("0-3");
    }

    @Test
    void aPodThatIsBeingDeletedOrHasEndedIsNotBound() {
        api.create(Pins.shape("a", 4));
        api.create(Pins.shape("b", 4));
        api.change("a", false, true);
        api.change("b", true, false);

        assertThat(extender.bind("a", "n").result()).isEqualTo(Result.POD_GONE);
        assertThat(extender.bind("b", "n").result()).isEqualTo(Result.POD_GONE);
        assertThat(api.binds).isZero();
    }

    @Test
    void withoutTheRightNothingIsBoundOrHeld() {
        api.create(Pins.shape("a", 4));
        extender.right.held = false;

        assertThat(extender.bind("a", "n"))
                .isEqualTo(new BindAnswer(Result.NOT_LEADER, "this extender may not bind now: another extender binds"));
        assertThat(extender.right.wanted).isTrue();
        assertThat(free("n")).hasToString("0-7");
        assertThat(api.binds).isZero();
    }

    @Test
    void aPodThatAsksForNothingIsBoundWithoutAWord() {
        api.create(Pins.shape("a", 4000, Map.of(), Map.of()));

        assertThat(extender.bind("a", "n").isBound()).isTrue();
        assertThat(api.pod("a").annotations()).isEmpty();
        assertThat(free("n")).hasToString("0-7");
    }

    @Test
    void aPodWithoutTheMarkGetsNoCpus() {
        PinMarks unmarked = PinMarks.of(Map.of(Labels.POD_QOS, "LSR"), Map.of(), OptionalInt.empty(), false);
        api.create(Pins.shape("a", 4000, unmarked));

        assertThat(extender.bind("a", "n").error()).contains("sublet.io/pinned: 0");
        assertThat(free("n")).hasToString("0-7");
    }

    @Test
    void aPodThatCannotBeReadIsRefusedWithTheReason() {
        api.create(Pins.shape("a", 4000, Map.of(Labels.POD_QOS, "LSR"), Map.of(Annotations.RESOURCE_SPEC, "{\"a\":")));

        assertThat(extender.bind("a", "n").error())
                .startsWith("annotation scheduling.koordinator.sh/resource-spec cannot be read");
    }

    @Test
    void anUnknownNodeTakesNobody() {
        api.create(Pins.shape("a", 4));

        assertThat(extender.bind("a", "x").result()).isEqualTo(Result.REFUSED);
    }
}
