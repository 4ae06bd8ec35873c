package io.sublet.agent.decide.idle;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.ReasonCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BestEffortIdleTest {
    private static final BestEffortIdle POLICY = new BestEffortIdle(Duration.ofSeconds(30));
    private static final KnobKey IDLE = new KnobKey(Seen.TIER, Knob.CPU_IDLE);
    private static final KnobKey SHARES = new KnobKey(Seen.TIER, Knob.CPU_SHARES);

    @Test
    void makesTheTierIdleUnderAKubeletThatIsUp() {
        Verdict verdict = POLICY.decide(Seen.onCpus(2).build());
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Act.class,
                        act -> assertThat(act.actions())
                                .singleElement()
                                .satisfies(action -> assertThat(((KnobAction) action).disturbs())
                                        .containsExactly(IDLE, SHARES)));
        assertThat(code(POLICY.decide(Seen.onCpus(2).idle(Reading.of(true)).build())))
                .isEqualTo(IdleReason.AlreadyIdle);
    }

    @Test
    void givesFlagAndSharesBackOnceTheKubeletIsGone() {
        assertGivesBack(held(Seen.onCpus(2).kubelet(new KubeletState.Gone())), IdleReason.KubeletGone);
        assertGivesBack(
                held(Seen.onCpus(2).kubelet(new KubeletState.Running(9, Duration.ofSeconds(2)))),
                IdleReason.KubeletStarting);
        assertGivesBack(held(Seen.onCpus(2).kubelet(new KubeletState.Unseen("no"))), IdleReason.KubeletUnseen);
        assertGivesBack(held(Seen.onCpus(2).off()), IdleReason.Disabled);
    }

    @Test
    void doesNothingWithoutAGuardOrWithoutTheKnob() {
        assertThat(POLICY.decide(
                        Seen.onCpus(2).kubelet(new KubeletState.Unseen("no")).build()))
                .isInstanceOf(Verdict.Hold.class);
        assertThat(code(POLICY.decide(
                        Seen.onCpus(2).idle(Reading.missing("no such file")).build())))
                .isEqualTo(IdleReason.NotSupported);
    }

    @Test
    void guardsBetweenTicksToo() {
        Observation seen = held(Seen.onCpus(2));
        assertThat(POLICY.guard(new KubeletState.Gone(), seen.held())).isInstanceOf(Verdict.Act.class);
        assertThat(POLICY.guard(new KubeletState.Running(1, Duration.ofHours(1)), seen.held()))
                .isInstanceOf(Verdict.Hold.class);
    }

    private static Observation held(Seen seen) {
        return seen.idle(Reading.of(true))
                .holding(IDLE, new KnobValue.Whole(0))
                .holding(SHARES, new KnobValue.Whole(2))
                .build();
    }

    private static void assertGivesBack(Observation seen, ReasonCode code) {
        Verdict verdict = POLICY.decide(seen);
        assertThat(code(verdict)).isEqualTo(code);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Act.class,
                        act -> assertThat(act.actions().stream()
                                        .map(action -> ((KnobAction) action).key())
                                        .toList())
                                .isEqualTo(List.of(IDLE, SHARES)));
    }

    private static ReasonCode code(Verdict verdict) {
        return verdict.reason().code();
    }
}
