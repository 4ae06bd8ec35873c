package io.sublet.manager.podqos;

import io.sublet.manager.view.NodeSloView;
import io.sublet.manager.view.PodQosStatus;
import io.sublet.manager.view.PodQosView;
import io.sublet.manager.view.PodView;
import io.sublet.model.pod.PodSelector.Subject;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.SloExtensionsDocument;
import io.sublet.protocol.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What became of each rule.
 *
 * @param matched pods that it names
 * @param governed those of them for which no rule before it is
 * @param nodes nodes of governed pods
 * @param pending those of them whose NodeSLO does not hold the rule
 */
record PodQosTally(int matched, int governed, int nodes, int pending) {
    private static final PodQosTally NONE = new PodQosTally(0, 0, 0, 0);

    /** Whose numbers are being added up. */
    private static final class Sums {
        private int matched;
        private int governed;
        private final Set<String> nodes = new HashSet<>();
        private int pending;
    }

    /** The tally of each rule of the plan, by name. Pods that look alike are judged once. */
    static Map<String, PodQosTally> of(
            PodQosPlan plan, Collection<PodView> pods, Function<String, Optional<NodeSloView>> slos) {
        Map<String, Sums> sums = new HashMap<>();
        plan.rules().forEach(resolved -> sums.put(resolved.rule().name(), new Sums()));
        Map<Subject, List<String>> namedBy = new HashMap<>();
        Map<String, List<PodView>> byNode = new HashMap<>();
        for (PodView pod : pods) {
            byNode.computeIfAbsent(pod.node(), node -> new ArrayList<>()).add(pod);
            List<String> names = namedBy.computeIfAbsent(pod.subject(), subject -> naming(plan, subject));
            names.forEach(name -> sum(sums, name).matched++);
            names.stream().limit(1).forEach(name -> {
                sum(sums, name).governed++;
                sum(sums, name).nodes.add(pod.node());
            });
        }
        byNode.forEach((node, ofNode) -> {
            List<PodQosRule> there = slos.apply(node).map(PodQosTally::rules).orElse(List.of());
            for (PodQosRule rule : plan.forPods(ofNode)) {
                Sums sum = sum(sums, rule.name());
                if (sum.nodes.contains(node) && !there.contains(rule)) {
                    sum.pending++;
                }
            }
        });
        Map<String, PodQosTally> tallies = new HashMap<>();
        sums.forEach((name, sum) ->
                tallies.put(name, new PodQosTally(sum.matched, sum.governed, sum.nodes.size(), sum.pending)));
        return tallies;
    }

    private static Sums sum(Map<String, Sums> sums, String name) {
        return sums.computeIfAbsent(name, n -> new Sums());
    }

    private static List<String> naming(PodQosPlan plan, Subject subject) {
        return plan.rules().stream()
                .map(PodQosPlan.Resolved::rule)
                .filter(rule -> rule.pods().selects(subject))
                .map(PodQosRule::name)
                .toList();
    }

    private static List<PodQosRule> rules(NodeSloView slo) {
        return SloExtensionsDocument.parse(new JsonObject(slo.spec(), ""))
                .valid()
                .map(extensions -> extensions.podQos())
                .orElse(List.of());
    }

    /** The status that an object should have. */
    static PodQosStatus status(PodQosView object, PodQosPlan plan, Map<String, PodQosTally> tallies, Instant now) {
        PodQosTally tally = tallies.getOrDefault(object.name(), NONE);
        Reason reason = Optional.ofNullable(plan.unresolved().get(object.name()))
                .map(why -> Reason.of(PodQosReason.Unresolvable).with("why", why))
                .orElseGet(tally::reason);
        boolean ready = reason.code() == PodQosReason.RulesGiven || reason.code() == PodQosReason.NoPods;
        Instant since = object.status()
                .filter(before -> before.ready() == ready)
                .map(PodQosStatus::since)
                .orElse(now.truncatedTo(ChronoUnit.SECONDS));
        return new PodQosStatus(
                object.generation(),
                tally.matched,
                tally.governed,
                ready,
                reason.code().name(),
                reason.text(),
                since);
    }

    private Reason reason() {
        if (matched == 0) {
            return Reason.of(PodQosReason.NoPods);
        }
        return pending > 0
                ? Reason.of(PodQosReason.NodesPending).with("pending", pending).with("nodes", nodes)
                : Reason.of(PodQosReason.RulesGiven).with("nodes", nodes);
    }
}
