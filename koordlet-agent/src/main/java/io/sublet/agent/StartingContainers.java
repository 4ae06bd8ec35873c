package io.sublet.agent;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.RuntimeValues;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.StartReason;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.NodeObserver;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Preview;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Handover;
import io.sublet.agent.plan.Write;
import io.sublet.agent.runtime.ContainerHook;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides what a container is to have that its runtime is about to make or change: by the policies of a tick, on the node as it would be
 * with that container. What they want of the group of its pod, which is there already, is done at once; what they want of the container is
 * left to the runtime. Whatever does not come about by that the next tick does.
 */
final class StartingContainers implements ContainerHook {
    private static final String NAME = "start";

    private final AgentLoop loop;
    private final NodeObserver observer;
    private final RuntimeValues values;
    private final List<RememberingPolicy<Settled>> policies;
    private final Errands errands;

    /** @param policies those that go by nothing but the observation, in the order of a tick */
    StartingContainers(
            AgentLoop loop,
            NodeObserver observer,
            RuntimeValues values,
            List<RememberingPolicy<Settled>> policies,
            Errands errands) {
        this.loop = loop;
        this.observer = observer;
        this.values = values;
        this.policies = List.copyOf(policies);
        this.errands = errands;
    }

    @Override
    public Answer ask(ContainerRequest request, Duration atMost) {
        return errands.ask(() -> answer(request, Instant.now(), System.nanoTime()), atMost)
                .orElseGet(() -> Answer.none(Result.LATE));
    }

    @Override
    public void started(String id) {
        errands.leave(() -> values.started(groupOf(id)));
    }

    @Override
    public void gone(String id) {
        errands.leave(() -> values.gone(groupOf(id)));
    }

    /** An id is part of the group's name, and nowhere else. */
    private static Predicate<CgroupPath> groupOf(String id) {
        String bare = id.substring(id.lastIndexOf('/') + 1);
        return group -> !bare.isEmpty() && group.path().contains(bare);
    }

    /** By the loop's thread. */
    Answer answer(ContainerRequest request, Instant now, long nanoTime) {
        if (loop.mode() == Mode.OFF) {
            return Answer.none(Result.AS_ASKED);
        }
        Reading<Preview> ahead = loop.last()
                .map(last -> observer.preview(request, last, loop.held()))
                .orElseGet(() -> Reading.missing("nothing has been observed yet"));
        return switch (ahead) {
            case Reading.Missing<Preview>(String cause) -> {
                loop.told(
                        new Verdict.Hold(
                                NAME, Reason.of(StartReason.TooLittleKnown).with("cause", cause)),
                        List.of(),
                        now);
                yield Answer.none(Result.LEFT);
            }
            case Reading.Value<Preview>(Preview preview) -> answer(request, preview, now, nanoTime);
        };
    }

    private Answer answer(ContainerRequest request, Preview preview, Instant now, long nanoTime) {
        List<Verdict.Act> acts = new ArrayList<>();
        for (RememberingPolicy<Settled> policy : policies) {
            if (policy.decide(preview.seen(), policy.start()).verdict() instanceof Verdict.Act act) {
                acts.add(act);
            }
        }
        Observation seen = preview.seen();
        Map<KnobKey, KnobValue> observed = seen.knobs().values();
        acts.forEach(
                act -> of(preview.podGroup(), act).ifPresent(ofPod -> loop.between(ofPod, observed, now, nanoTime)));
        List<Verdict> all = new ArrayList<>();
        acts.forEach(act -> of(preview.podGroup(), act).ifPresent(all::add));
        acts.forEach(act -> of(preview.group(), act).ifPresent(all::add));
        Handover handover = Handover.of(ActionPlan.from(all, observed, seen.held()), preview);
        Handing handing = handOver(request, preview, handover);
        List<Outcome> outcomes = outcomes(handover, handing);
        acts.forEach(act -> of(preview.group(), act).ifPresent(ofContainer -> loop.told(ofContainer, outcomes, now)));
        return new Answer(handing.result, handing.result == Result.ADJUSTED ? handover.values() : Map.of());
    }

    /** @param failure why nothing is handed over; empty unless it is left */
    private record Handing(Result result, String failure) {}

    /** The part of a decision that concerns one group. */
    private static Optional<Verdict.Act> of(CgroupPath group, Verdict.Act act) {
        List<Action> own = act.actions().stream()
                .filter(action ->
                        action instanceof KnobAction knob && knob.key().cgroup().equals(group))
                .toList();
        return own.isEmpty() ? Optional.empty() : Optional.of(new Verdict.Act(act.policy(), own, act.reason()));
    }

    /** Stores what the runtime is about to be told. */
    private Handing handOver(ContainerRequest request, Preview preview, Handover handover) {
        Map<Knob, KnobValue> given = handover.values();
        if (loop.mode() != Mode.ENFORCE) {
            return new Handing(given.isEmpty() ? Result.AS_ASKED : Result.PLANNED, "");
        }
        Map<KnobKey, RuntimeValues.Deal> deals = new HashMap<>();
        preview.asked()
                .forEach((knob, asked) -> deals.put(
                        new KnobKey(preview.group(), knob),
                        new RuntimeValues.Deal(asked, given.getOrDefault(knob, asked))));
        Optional<String> failure = switch (request.kind()) {
            case CREATE -> values.make(deals);
            case UPDATE -> values.change(deals);
        };
        return failure.map(cause -> new Handing(Result.LEFT, "the original value cannot be stored: " + cause))
                .orElseGet(() -> new Handing(given.isEmpty() ? Result.AS_ASKED : Result.ADJUSTED, ""));
    }

    private static List<Outcome> outcomes(Handover handover, Handing handing) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Write write : handover.given().values()) {
            outcomes.add(
                    switch (handing.result) {
                        case ADJUSTED -> new Outcome.Handed(write);
                        case PLANNED -> new Outcome.Planned(write);
                        case AS_ASKED, LEFT, LATE -> new Outcome.Rejected(write, handing.failure);
                    });
        }
        handover.left().forEach(left -> outcomes.add(new Outcome.Deferred(left.write(), left.why())));
        return outcomes;
    }
}
