package io.sublet.agent.decide.network;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.net.NetworkPlace;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.network.Uplink;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.BitRate;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.ResourceQos;
import java.util.List;
import java.util.Optional;

/**
 * Sorts what leaves the node by the device of its default route into classes, as {@code resourceQOSStrategy.*.networkQOS},
 * {@code systemStrategy.totalNetworkBandwidth} and the pods' annotation say, and marks it as {@code extensions.sublet.dscp} says. A device that
 * another program has set up is left alone.
 */
public final class NetworkShares implements Policy {
    public static final String NAME = "network";

    @Override
    public Verdict decide(Observation seen) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(Reason.of(NetworkReason.PolicyUnknown));
        }
        ResourceQos policy = slo.resources();
        if (!policy.usesNetwork()) {
            return giveBack(seen, NetworkReason.NotAsked);
        }
        if (policy.networkTotal().equals(BitRate.ZERO)) {
            return giveBack(seen, NetworkReason.TotalUnknown);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(Reason.of(NetworkReason.PodsUnknown));
        }
        return switch (seen.resources().uplink()) {
            case Reading.Missing<Uplink>(String cause) ->
                hold(Reason.of(NetworkReason.NotUsable).with("cause", cause));
            // One table sorts for whichever device it is, and goes with the device that is given back.
            case Reading.Value<Uplink>(Uplink uplink) -> {
                List<Action> others = releases(seen, NetworkReason.RouteMoved, Optional.of(uplink.key()));
                yield others.isEmpty()
                        ? share(
                                uplink,
                                seen,
                                WantedTraffic.of(policy, slo.extensions().dscp(), pods))
                        : new Verdict.Act(NAME, others, Reason.of(NetworkReason.RouteMoved));
            }
        };
    }

    private static Verdict share(Uplink uplink, Observation seen, WantedTraffic wanted) {
        KnobKey key = uplink.key();
        if (!seen.held().containsKey(key) && !uplink.classes().equals(NetworkPlace.NONE)) {
            return hold(Reason.of(NetworkReason.Foreign)
                    .with("device", uplink.device())
                    .with("found", uplink.classes().lines().findFirst().orElse("")));
        }
        String text = wanted.tree().render();
        boolean done = text.equals(uplink.classes());
        Reason reason = Reason.of(done ? NetworkReason.AsWanted : NetworkReason.Shared)
                .with("device", uplink.device())
                .with("classes", wanted.tree().classes().size())
                .with("addresses", wanted.tree().pods().size());
        long marked = wanted.tree().pods().values().stream()
                .filter(source -> source.dscp().isPresent())
                .count();
        if (marked > 0) {
            reason = reason.with("marked", marked);
        }
        if (!wanted.invalid().isEmpty()) {
            reason = reason.with("invalid", wanted.invalid());
        }
        return done
                ? hold(reason)
                : new Verdict.Act(NAME, List.of(new Action.SetKnob(key, new KnobValue.Text(text), reason)), reason);
    }

    private static Verdict giveBack(Observation seen, NetworkReason otherwise) {
        List<Action> actions = releases(seen, NetworkReason.NoLongerAsked, Optional.empty());
        return actions.isEmpty()
                ? hold(Reason.of(otherwise))
                : new Verdict.Act(NAME, actions, Reason.of(NetworkReason.NoLongerAsked));
    }

    private static List<Action> releases(Observation seen, NetworkReason why, Optional<KnobKey> but) {
        return seen.held().keySet().stream()
                .filter(key -> key.knob() == Knob.NETWORK_CLASSES && !but.equals(Optional.of(key)))
                .<Action>map(key -> new Action.Release(key, Reason.of(why)))
                .toList();
    }

    private static Verdict.Hold hold(Reason reason) {
        return new Verdict.Hold(NAME, reason);
    }
}
