package io.sublet.webhook.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.webhook.pod.PodMutators.Outcome;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Pods and profiles are drawn from few labels and names, so that profiles often disturb each other. */
class PodMutatorsProps {

    @Property(tries = 10000, seed = "20261123")
    void runningOnItsOwnResultChangesNothing(@ForAll long seed) {
        Random random = new Random(seed);
        PodDraft pod = RandomPods.pod(random);
        MutationContext context = RandomPods.context(random);
        ObjectNode once = PodMutators.run(pod, context).last().tree();

        Outcome twice = PodMutators.run(PodDraft.of(once).valid().orElseThrow(), context);

        assertThat(twice.patch()).isEmpty();
    }

    /** Which spares the second pass that would show it. */
    @Property(tries = 10000, seed = "20261123")
    void whatIsSettledNeedsNoRecord(@ForAll long seed) {
        Random random = new Random(seed);
        PodDraft pod = RandomPods.pod(random);
        MutationContext context = RandomPods.context(random);
        Outcome outcome = PodMutators.run(pod, context);
        ProfileDecisions decided = outcome.last().decisions();

        if (ApplyProfiles.isSettled(pod, decided, context)) {
            PodDraft again = new PodDraft(outcome.last().tree(), ProfileDecisions.NONE);
            assertThat(new ApplyProfiles()
                            .mutate(again, context)
                            .pod()
                            .decisions()
                            .byProfile())
                    .isEqualTo(decided.byProfile());
        }
    }

    @Property(tries = 2000, seed = "20261123")
    void thePatchTurnsTheFirstTreeIntoTheLastAndTheFirstStays(@ForAll long seed) {
        Random random = new Random(seed);
        PodDraft pod = RandomPods.pod(random);
        JsonNode before = pod.tree().deepCopy();
        Outcome outcome = PodMutators.run(pod, RandomPods.context(random));

        assertThat(pod.tree()).isEqualTo(before);
        assertThat(io.fabric8.zjsonpatch.JsonPatch.apply(outcome.patch(), before))
                .isEqualTo(outcome.last().tree());
    }

    @Property(tries = 2000, seed = "20261123")
    void theResultIsStillAPodAndUnknownFieldsSurvive(@ForAll long seed) {
        Random random = new Random(seed);
        PodDraft pod = RandomPods.pod(random);
        JsonNode unknown = pod.tree().at("/spec/future").deepCopy();
        ObjectNode after =
                PodMutators.run(pod, RandomPods.context(random)).last().tree();

        assertThat(PodDraft.of(after).valid()).isPresent();
        assertThat(after.at("/spec/future")).isEqualTo(unknown);
    }

    @Property(tries = 1000, seed = "20261123")
    void withoutAMatchingProfileNothingButTheAnnotationChanges(@ForAll long seed) {
        Random random = new Random(seed);
        PodDraft pod = RandomPods.pod(random);
        ObjectNode after = PodMutators.run(pod, Profiles.context()).last().tree();

        assertThat(after.path("spec")).isEqualTo(pod.tree().path("spec"));
        assertThat(after.at("/metadata/labels")).isEqualTo(pod.tree().at("/metadata/labels"));
    }
}
