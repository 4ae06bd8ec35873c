package io.sublet.extender.reply;

import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.PinObstacle;
import io.sublet.extender.pin.PinPod;
import io.sublet.extender.pin.PinVerdict;
import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.extender.pin.PinnableNode;
import io.sublet.extender.rank.PodShape;
import io.sublet.protocol.Parsed;
import java.util.Optional;
import java.util.function.Function;

/** What the pin entry has to say of a pod, for explanations: with which CPUs and NUMA nodes each node would take it. */
public final class PinAdvice {
    private final PinLedger ledger;
    private final PinVerbs.Settings settings;

    /**
     * About one node.
     *
     * @param score 0..100
     * @param sent what the verb prioritize says
     */
    record OnNode(PinVerdict verdict, int score, int sent) {
        private static final OnNode UNKNOWN = new OnNode(PinnableNode.unknown(), 0, 0);
    }

    public PinAdvice(PinLedger ledger, PinVerbs.Settings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    /** Whether the pod asks for CPUs or NUMA nodes of its own, or cannot be understood. */
    boolean concerns(PodShape pod) {
        return pod.pinMarks().marked()
                || switch (PinPod.of(pod, settings.fallback())) {
                    case Parsed.Valid<PinPod>(PinPod asking) -> asking.asks();
                    case Parsed.Invalid<PinPod> unreadable -> true;
                    case Parsed.Absent<PinPod> absent -> false;
                };
    }

    /** By the name of a node; empty for a pod that the entry is not asked about. */
    Optional<Function<String, OnNode>> about(PodShape pod) {
        if (!concerns(pod)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (PinPod.of(pod, settings.fallback())) {
                    case Parsed.Valid<PinPod>(PinPod asking) ->
                        node -> ledger.node(node)
                                .map(known -> on(known, asking))
                                .orElse(OnNode.UNKNOWN);
                    case Parsed.Invalid<PinPod>(String why) -> {
                        OnNode unreadable = new OnNode(new Unfit(PinObstacle.PodUnreadable, why, false), 0, 0);
                        yield node -> unreadable;
                    }
                    case Parsed.Absent<PinPod>() ->
                        throw new IllegalStateException("a pod that was read is not absent");
                });
    }

    private OnNode on(PinnableNode node, PinPod asking) {
        PinVerdict verdict = node.judgeAnew(asking);
        int score = node.score(asking, verdict, settings.scoring().get());
        return new OnNode(verdict, score, settings.scale().sent(score));
    }
}
