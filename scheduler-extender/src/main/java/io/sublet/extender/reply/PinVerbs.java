package io.sublet.extender.reply;

import io.sublet.extender.bind.BindAnswer;
import io.sublet.extender.bind.BindRight;
import io.sublet.extender.bind.Binder;
import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.MarkRule;
import io.sublet.extender.pin.PinObstacle;
import io.sublet.extender.pin.PinPod;
import io.sublet.extender.pin.PinPreemption;
import io.sublet.extender.pin.PinVerdict;
import io.sublet.extender.pin.PinnableNode;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.reply.PreemptQuestion.Victims;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.PinScoring;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The verbs of the pin entry, from bytes to bytes. All but bind touch memory only: of each node one value as it is in the
 * ledger.
 */
public final class PinVerbs {
    private final PinLedger ledger;
    private final Binder binder;
    private final BindRight right;
    private final Settings settings;

    /**
     * How to answer.
     *
     * @param fallback the bind policy of pods that do not say how they are bound
     * @param scoring which nodes are better, as it is now
     * @param scale of the scores that are sent
     */
    public record Settings(CpuBindPolicy fallback, Supplier<PinScoring> scoring, ScoreScale scale) {}

    public PinVerbs(PinLedger ledger, Binder binder, BindRight right, Settings settings) {
        this.ledger = ledger;
        this.binder = binder;
        this.right = right;
        this.settings = settings;
    }

    /**
     * Which of the nodes can give the pod what it asks for.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer filter(Body body) {
        Question question = Question.parse(body);
        right.want();
        PodShape pod = question.pod();
        NodeVerdict[] verdicts = question.desk().verdicts();
        switch (PinPod.of(pod, settings.fallback)) {
            case Parsed.Valid<PinPod>(PinPod asking) -> {
                for (int i = 0; i < question.nodes(); i++) {
                    verdicts[i] = verdict(judge(question.name(i), asking, pod));
                }
            }
            case Parsed.Invalid<PinPod>(String why) ->
                Arrays.fill(verdicts, new NodeVerdict.Unpinnable(PinObstacle.PodUnreadable, why, false));
            case Parsed.Absent<PinPod>() -> throw new IllegalStateException("a pod that was read is not absent");
        }
        return FilterReply.of(question);
    }

    private PinVerdict judge(String node, PinPod asking, PodShape pod) {
        PinVerdict verdict = ledger.node(node).map(known -> known.judge(asking)).orElseGet(PinnableNode::unknown);
        return MarkRule.on(verdict, asking, pod.pinMarks().marked());
    }

    private static NodeVerdict verdict(PinVerdict verdict) {
        return switch (verdict) {
            case PinVerdict.Fits fits -> NodeVerdict.PASS;
            case PinVerdict.Unfit unfit -> new NodeVerdict.Unpinnable(unfit.code(), unfit.text(), unfit.resolvable());
        };
    }

    /**
     * How well each of the nodes suits the pod.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer prioritize(Body body) {
        Question question = Question.parse(body);
        int[] scores = question.desk().scores();
        PinScoring scoring = settings.scoring.get();
        PinPod.of(question.pod(), settings.fallback).valid().ifPresent(asking -> {
            for (int i = 0; i < question.nodes(); i++) {
                int score = ledger.node(question.name(i))
                        .map(node -> node.score(asking, scoring))
                        .orElse(0);
                scores[i] = settings.scale.sent(score);
            }
        });
        return ScoreReply.of(question);
    }

    /**
     * From which of the nodes it helps to send pods away, and whom: those that the scheduler has chosen without regard for
     * CPUs, and more if they are needed. Of disruption budgets nothing is known here, so each addition counts as a violation.
     *
     * @throws io.sublet.protocol.json.JsonException if the body is no question
     */
    public Answer preempt(Body body) {
        PreemptQuestion question = PreemptQuestion.parse(body);
        Map<String, Object> victims = new LinkedHashMap<>();
        PinPod.of(question.pod(), settings.fallback)
                .valid()
                .ifPresent(asking -> question.victims()
                        .forEach((node, chosen) -> ledger.node(node)
                                .flatMap(known -> PinPreemption.victims(known, asking, chosen.uids()))
                                .filter(uids -> !uids.isEmpty())
                                .ifPresent(uids -> victims.put(node, metaVictims(uids, chosen)))));
        return new Answer(
                new ReplyBuffer()
                        .add(Json.write(Map.of("NodeNameToMetaVictims", victims))
                                .getBytes(StandardCharsets.UTF_8)),
                false,
                Map.of());
    }

    private static Map<String, Object> metaVictims(Set<String> uids, Victims chosen) {
        List<Map<String, String>> pods = new ArrayList<>();
        uids.stream().sorted().forEach(uid -> pods.add(Map.of("UID", uid)));
        long added = (long) uids.size() - chosen.uids().size();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Pods", pods);
        answer.put("NumPDBViolations", chosen.budgetViolations() + added);
        return answer;
    }

    /** What became of an order to bind, and the bytes that say so. */
    public record BindReply(BindAnswer answer, Body body) {}

    /**
     * Binds a pod. Asks the API server, and may wait for the right to bind.
     *
     * @param deadline by the monotonic clock
     * @throws io.sublet.protocol.json.JsonException if the body is no order
     */
    public BindReply bind(Body body, long deadline) throws InterruptedException {
        BindAnswer answer = binder.bind(BindQuestion.parse(body), deadline);
        // kube-scheduler takes the text for a format string
        String error = answer.error().replace("%", "percent");
        return new BindReply(answer, Body.of(Json.write(Map.of("Error", error)).getBytes(StandardCharsets.UTF_8)));
    }
}
