package io.sublet.extender.reply;

import io.sublet.extender.fit.PodNeeds;
import io.sublet.extender.fit.SchedulerFit;
import io.sublet.extender.pin.PinVerdict;
import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.LoadResources;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.LoadVector;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.rank.SoftLoad;
import io.sublet.model.cpu.PinDecision;
import io.sublet.model.reason.ReasonCode;
import io.sublet.protocol.UsageThresholds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Why a pod may or may not go to each node, with the numbers: what the verbs say, and what can be told of the scheduler's own
 * filters.
 *
 * @param nodes best first: those that take the pod by their score, then the others by name
 */
record Explanation(Explanation.Asked asked, LoadRules rules, List<OnNode> nodes) {
    /**
     * About one node.
     *
     * @param verdict what the verb filter says
     * @param misfits why the scheduler's own filters would refuse it
     * @param byProd whether the pod is judged by the usage of prod pods alone
     * @param expected load of pods that were scored here and not seen yet; counts in the score
     * @param parts score by scorer, 0..100
     * @param score of all of them
     * @param sent what the verb prioritize says
     * @param pin what the pin entry says, if it is asked about the pod
     */
    record OnNode(
            NodeRow row,
            NodeVerdict verdict,
            List<String> misfits,
            boolean byProd,
            LoadVector expected,
            Map<String, Integer> parts,
            int score,
            int sent,
            Optional<PinAdvice.OnNode> pin) {
        /** Whether no entry of the extender refuses it. */
        boolean passes() {
            return verdict instanceof NodeVerdict.Pass && unpinnable().isEmpty();
        }

        /** Why it cannot give the pod what it asks for of its own. */
        Optional<PinVerdict.Unfit> unpinnable() {
            return pin.map(PinAdvice.OnNode::verdict)
                    .filter(PinVerdict.Unfit.class::isInstance)
                    .map(PinVerdict.Unfit.class::cast);
        }

        /** What it would give the pod for its own. */
        Optional<PinDecision.Placed> placed() {
            return pin.map(PinAdvice.OnNode::verdict)
                    .filter(PinVerdict.Fits.class::isInstance)
                    .map(fits -> ((PinVerdict.Fits) fits).placed());
        }

        /** By how much all entries together favour it. */
        int favour() {
            return sent + pin.map(PinAdvice.OnNode::sent).orElse(0);
        }

        boolean takes() {
            return passes() && misfits.isEmpty();
        }

        /** Every reason, the extender's first. */
        List<String> reasons() {
            List<String> reasons = new ArrayList<>();
            if (verdict instanceof NodeVerdict.Refused refused) {
                reasons.add(refused.text());
            }
            unpinnable().ifPresent(unfit -> reasons.add(unfit.text()));
            reasons.addAll(misfits);
            return reasons;
        }

        long load(int place) {
            return byProd ? row.prod(place) : row.general(place);
        }

        long threshold(int place) {
            return byProd ? row.prodThreshold(place) : row.threshold(place);
        }

        /** What usage is held against the thresholds. */
        String basis() {
            return byProd ? "prod" : row.isAggregated() ? "aggregated" : "node";
        }
    }

    /**
     * A pod that is asked about.
     *
     * @param served whether pods of its scheduler are judged at all; if not, every node passes and none is scored
     * @param pins what the pin entry says of each node, if it is asked about the pod
     */
    record Asked(
            Candidate candidate, PodNeeds needs, boolean served, Optional<Function<String, PinAdvice.OnNode>> pins) {}

    static Explanation of(Asked asked, ClusterSnapshot snapshot, Ranking ranking, SoftLoad soft) {
        List<OnNode> nodes = new ArrayList<>(snapshot.size());
        for (int row = 0; row < snapshot.size(); row++) {
            nodes.add(onNode(asked, snapshot, ranking, soft, row));
        }
        nodes.sort(Comparator.comparing((OnNode node) -> !node.takes())
                .thenComparingInt(node -> node.takes() ? -node.favour() : 0)
                .thenComparingInt(node -> node.takes() ? -node.score : 0)
                .thenComparing(node -> node.row.name()));
        return new Explanation(asked, snapshot.rules(), nodes);
    }

    private static OnNode onNode(Asked asked, ClusterSnapshot snapshot, Ranking ranking, SoftLoad soft, int number) {
        Candidate candidate = asked.candidate;
        NodeRow row = snapshot.row(number);
        LoadVector expected = soft.at(number);
        Map<String, Integer> parts = new LinkedHashMap<>();
        for (Ranking.Weighted weighted : ranking.scorers()) {
            parts.put(weighted.scorer().name(), weighted.scorer().score(candidate, snapshot, number, expected));
        }
        int score = ranking.score(candidate, snapshot, number, expected);
        return new OnNode(
                row,
                asked.served ? ranking.judge(candidate, snapshot, number) : NodeVerdict.PASS,
                SchedulerFit.misfits(asked.needs, row),
                LoadAware.isByProd(candidate, row),
                expected,
                parts,
                score,
                asked.served ? snapshot.rules().scale().sent(score) : 0,
                asked.pins.map(pins -> pins.apply(row.name())));
    }

    /** Nodes that the load entry refuses, by code. */
    Map<String, Long> refused() {
        return counted(
                node -> node.verdict instanceof NodeVerdict.Refused no ? Optional.of(no.code()) : Optional.empty());
    }

    /** Nodes that the pin entry refuses, by code. */
    Map<String, Long> unpinnable() {
        return counted(node -> node.unpinnable().map(PinVerdict.Unfit::code));
    }

    private Map<String, Long> counted(Function<OnNode, Optional<ReasonCode>> code) {
        return nodes.stream()
                .flatMap(node -> code.apply(node).map(ReasonCode::name).stream())
                .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    }

    long count(Predicate<OnNode> which) {
        return nodes.stream().filter(which).count();
    }

    /** Where the thresholds of the node come from: its annotation, a group of the rules, or the rules for all. */
    String thresholdsOf(OnNode node) {
        if (!node.row.facts().thresholds().equals(UsageThresholds.NONE)) {
            return "annotation";
        }
        return rules.groupOf(node.row.facts().labels())
                .map(group -> "nodeConfigs " + group.name())
                .orElse("cluster");
    }

    LoadResources resources() {
        return rules.resources();
    }
}
