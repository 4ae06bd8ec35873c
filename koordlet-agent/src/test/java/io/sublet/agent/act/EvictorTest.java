package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionApi;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.decide.Step;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reason.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EvictorTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long START = -5 * SECOND;
    private static final long NOW = START + 60 * SECOND;

    private static final class FakeApi implements EvictionApi {
        final List<String> asked = new ArrayList<>();
        Answer next = new Answer.Evicted();
        Optional<String> stale = Optional.empty();

        @Override
        public boolean evict(Request request, Consumer<Answer> answer) {
            asked.add(request.pod().name() + (request.dryRun() ? " dry" : ""));
            answer.accept(next);
            return true;
        }

        @Override
        public Optional<String> stale() {
            return stale;
        }
    }

    private final FakeApi api = new FakeApi();
    private final Evictor evictor = new Evictor(api, 2, START);

    @Test
    void evictsAtMostSoManyInAMinute() {
        assertThat(results(NOW, "a", "b", "c")).containsExactly("asked", "asked", "deferred");
        assertThat(evictor.status(NOW).left()).isZero();
        assertThat(results(NOW + 59 * SECOND, "d")).containsExactly("deferred");
        assertThat(results(NOW + 60 * SECOND, "d")).containsExactly("asked");
        assertThat(api.asked).containsExactly("a", "b", "d");
    }

    @Test
    void evictsNobodyInTheFirstMinute() {
        assertThat(results(NOW - 1, "a")).containsExactly("deferred");
        assertThat(api.asked).isEmpty();
    }

    @Test
    void evictsNobodyOnStaleKnowledge() {
        api.stale = Optional.of("pods are not being followed");
        assertThat(results(NOW, "a")).containsExactly("deferred");
        assertThat(evictor.status(NOW).impossible()).contains("pods are not being followed");
    }

    @Test
    void evictsNobodyWhoIsForbidden() {
        List<Outcome> outcomes = evictor.apply(steps("a"), false, pod -> Optional.of("its class is LS"), NOW);
        assertThat(outcomes.getFirst().problem()).isEqualTo("its class is LS");
        assertThat(api.asked).isEmpty();
    }

    @Test
    void doesNotAskTwice() {
        assertThat(results(NOW, "a")).containsExactly("asked");
        assertThat(results(NOW + SECOND, "a")).containsExactly("settled");
        assertThat(evictor.status(NOW + SECOND).asked()).containsExactly("uid-a");
        assertThat(evictor.status(NOW + 121 * SECOND).asked()).isEmpty();
    }

    @Test
    void tellsWhatTheBudgetSaysAndDoesNotCountIt() {
        api.next = new EvictionApi.Answer.Refused("HTTP 429");
        assertThat(results(NOW, "a", "b")).containsExactly("asked", "asked");
        assertThat(evictor.answers()).extracting(Outcome::result).containsExactly("rejected", "rejected");
        assertThat(evictor.status(NOW).refused()).containsOnlyKeys("uid-a", "uid-b");
        assertThat(evictor.status(NOW).asked()).isEmpty();
        api.next = new EvictionApi.Answer.Evicted();
        assertThat(results(NOW, "c", "d", "e")).containsExactly("asked", "asked", "deferred");
    }

    @Test
    void hasABoundToAskingToo() {
        api.next = new EvictionApi.Answer.Refused("HTTP 429");
        for (int pod = 0; pod < 20; pod++) {
            results(NOW, "p" + pod);
            evictor.answers();
        }
        assertThat(api.asked).hasSize(8);
    }

    @Test
    void countsWhatFailedBecauseItMayHaveBeenDone() {
        api.next = new EvictionApi.Answer.Failed("no answer");
        results(NOW, "a", "b");
        evictor.answers();
        assertThat(results(NOW, "c")).containsExactly("deferred");
    }

    @Test
    void onlyAsksWhatWouldComeOfItOnANodeThatIsOnlyObserved() {
        evictor.apply(steps("a"), true, pod -> Optional.empty(), NOW);
        assertThat(api.asked).containsExactly("a dry");
        assertThat(evictor.answers()).extracting(Outcome::result).containsExactly("planned");
    }

    @Test
    void evictsNobodyWhereTheSettingsAllowNone() {
        Evictor none = new Evictor(api, 0, START);
        assertThat(none.apply(steps("a"), false, pod -> Optional.empty(), NOW))
                .extracting(Outcome::result)
                .containsExactly("deferred");
    }

    private List<String> results(long now, String... pods) {
        return evictor.apply(steps(pods), false, pod -> Optional.empty(), now).stream()
                .map(Outcome::result)
                .toList();
    }

    private static List<Step> steps(String... pods) {
        List<Step> steps = new ArrayList<>();
        for (String pod : pods) {
            steps.add(
                    new Action.EvictPod("test", new PodRef("jobs", pod, "uid-" + pod), Reason.of(ModeReason.Restored)));
        }
        return steps;
    }
}
