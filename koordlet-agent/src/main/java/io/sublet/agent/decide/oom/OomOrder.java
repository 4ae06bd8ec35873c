package io.sublet.agent.decide.oom;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.process.OomScoresReader;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.OomScores;
import io.sublet.protocol.Parsed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Gives the processes of pods the {@code oom_score_adj} that their annotations ask for. Processes that a container starts later have its
 * first one's; those that come from outside are seen within ten seconds.
 */
public final class OomOrder implements Policy {
    public static final String NAME = "oom";

    @Override
    public Verdict decide(Observation seen) {
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return new Verdict.Hold(NAME, Reason.of(OomReason.PodsUnknown));
        }
        List<Action> actions = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        int asking = 0;
        for (PodObservation pod : pods) {
            if (OomScoresReader.isAsked(pod)) {
                asking++;
                rank(pod, seen, actions, invalid);
            }
        }
        release(seen, asking > 0, actions);
        actions.sort(Comparator.comparing(Action::toString));
        Reason reason = Reason.of(
                actions.isEmpty()
                        ? asking == 0 ? OomReason.NotAsked : OomReason.AsWanted
                        : asking == 0 ? OomReason.NoLongerAsked : OomReason.Ranked);
        if (!invalid.isEmpty()) {
            reason = reason.with("invalid", invalid);
        }
        return actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason);
    }

    /** Processes of pods that ask no longer; while some ask, only where all of theirs have been looked at. */
    private static void release(Observation seen, boolean asked, List<Action> actions) {
        Map<CgroupPath, Map<String, Long>> known = seen.resources().oomScores();
        if (asked && known.isEmpty()) {
            return;
        }
        Set<String> processes = new HashSet<>();
        known.values().forEach(scores -> processes.addAll(scores.keySet()));
        for (KnobKey key : seen.held().keySet()) {
            if (key.knob() == Knob.OOM_SCORE_ADJ
                    && !processes.contains(key.cgroup().path())) {
                actions.add(new Action.Release(key, Reason.of(OomReason.NoLongerAsked)));
            }
        }
    }

    private static void rank(PodObservation pod, Observation seen, List<Action> actions, List<String> invalid) {
        Map<String, String> annotations = pod.pod().marks().annotations();
        Parsed<OomScores> parsed = OomScores.parse(
                annotations.get(Annotations.OOM_SCORE_ADJ), annotations.get(Annotations.OOM_SCORE_ADJ_SPEC));
        if (parsed instanceof Parsed.Invalid<OomScores>(String why)) {
            invalid.add(pod.pod().ref() + ": " + Annotations.OOM_SCORE_ADJ + ": " + why);
        }
        OomScores scores = parsed.valid().orElse(OomScores.NONE);
        for (ContainerObservation container : pod.containers()) {
            OptionalInt wanted = scores.of(container.container().name());
            Map<String, Long> processes = seen.resources().oomScores().getOrDefault(container.cgroup(), Map.of());
            processes.forEach((process, now) -> {
                KnobKey key = new KnobKey(new CgroupPath(process), Knob.OOM_SCORE_ADJ);
                if (wanted.isEmpty() && seen.held().containsKey(key)) {
                    actions.add(new Action.Release(key, Reason.of(OomReason.NoLongerAsked)));
                } else if (wanted.isPresent() && wanted.getAsInt() != now) {
                    actions.add(new Action.SetKnob(
                            key,
                            new KnobValue.Whole(wanted.getAsInt()),
                            Reason.of(OomReason.Ranked).with("pod", pod.pod().ref())));
                }
            });
        }
    }
}
