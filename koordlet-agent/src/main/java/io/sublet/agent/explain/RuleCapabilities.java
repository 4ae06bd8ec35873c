package io.sublet.agent.explain;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.cache.BandwidthReason;
import io.sublet.agent.decide.cache.BandwidthSignal;
import io.sublet.agent.decide.evict.DiskEviction;
import io.sublet.agent.decide.interference.Interference;
import io.sublet.agent.decide.latency.LatencyLoop;
import io.sublet.agent.decide.latency.LatencyReason;
import io.sublet.agent.decide.watermark.RuleBook;
import io.sublet.agent.decide.watermark.WatermarkReason;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.reason.ReasonCode;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.NodeSlo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this node can do of the rules that go by what happens on it: disks that run full, marks, latencies, antagonists, memory. Pure.
 *
 * @param lastProblem what was last refused, by policy
 * @param verdicts the decisions of the tick
 */
record RuleCapabilities(
        Observation seen, NodeSlo slo, Mode mode, Map<String, String> lastProblem, List<Verdict> verdicts) {
    private static final Set<ReasonCode> LATENCY_UNKNOWN =
            Set.of(LatencyReason.LatencyUnknown, LatencyReason.LatencyNeverKnown, LatencyReason.LatencyNotSteered);

    List<Capability> list() {
        return List.of(fullDisks(), watermarkRules(), latencyTargets(), interference(), memoryBandwidth());
    }

    private Capability fullDisks() {
        String feature = "diskEviction";
        if (!slo.extensions().pressure().disk()) {
            return off(feature);
        }
        if (!slo.evictions().enabled()) {
            return new Capability(feature, State.OFF, "resource-threshold-config is not enabled");
        }
        var filesystems = seen.space().filesystems();
        String unseen = filesystems.values().stream()
                .flatMap(one -> one instanceof Reading.Missing<?>(String cause) ? Stream.of(cause) : Stream.empty())
                .sorted()
                .collect(Collectors.joining("; "));
        if (filesystems.isEmpty()) {
            return new Capability(feature, State.DEGRADED, "the filesystems have not been looked at yet");
        }
        if (filesystems.values().stream().allMatch(Reading::isMissing)) {
            return new Capability(feature, State.IMPOSSIBLE, unseen);
        }
        return unseen.isEmpty()
                ? done(feature, DiskEviction.NAME, "by bytes and inodes of " + filesystems.size() + " directories")
                : new Capability(feature, State.DEGRADED, unseen);
    }

    private Capability watermarkRules() {
        int rules = slo.extensions().watermarks().size();
        return ofRules("watermarkRules", RuleBook.NAME, rules, Set.of(WatermarkReason.WatermarkUnknown));
    }

    private Capability latencyTargets() {
        int targets = slo.extensions().latencyTargets().size();
        return ofRules("latencyTargets", LatencyLoop.NAME, targets, LATENCY_UNKNOWN);
    }

    private Capability ofRules(String feature, String policy, int count, Set<ReasonCode> unknown) {
        if (count == 0) {
            return off(feature);
        }
        String prefix = policy + "/";
        Stream<String> blind = verdicts.stream()
                .filter(verdict -> verdict.policy().startsWith(prefix)
                        && unknown.contains(verdict.reason().code()))
                .map(verdict -> verdict.policy().substring(prefix.length()) + ": "
                        + verdict.reason().text());
        Stream<String> refused = lastProblem.entrySet().stream()
                .filter(problem -> problem.getKey().startsWith(prefix))
                .map(problem -> problem.getKey().substring(prefix.length()) + ": " + problem.getValue());
        String problems = Stream.concat(blind, refused).sorted().collect(Collectors.joining("; "));
        return problems.isEmpty()
                ? Capability.done(feature, mode, count + (count == 1 ? " rule" : " rules"))
                : new Capability(feature, State.DEGRADED, problems);
    }

    private Capability interference() {
        String feature = "interference";
        InterferenceRule rule = slo.extensions().interference();
        if (!rule.enabled()) {
            return off(feature);
        }
        boolean felt = !seen.signals().online().isEmpty();
        if (seen.signals().window() > 0 && !felt) {
            return new Capability(
                    feature, State.DEGRADED, "no online pod's waiting could be measured in the last window");
        }
        Severity severest = rule.response().severest();
        if (severest.compareTo(Severity.CACHE) >= 0
                && seen.resources().resctrl() instanceof Reading.Missing<Resctrl>(String cause)) {
            return new Capability(feature, State.DEGRADED, "cache and memory bandwidth cannot be narrowed: " + cause);
        }
        String signals = "by pressure and run delay"
                + (seen.counted().filter(read -> !read.isMissing()).isPresent() ? ", and cycles per instruction" : "");
        return done(feature, Interference.NAME, signals + "; up to " + severest.wireName());
    }

    private Capability memoryBandwidth() {
        String feature = "memoryBandwidth";
        InterferenceRule rule = slo.extensions().interference();
        if (!rule.bandwidth().enabled()) {
            return off(feature);
        }
        Reason reason = verdicts.stream()
                .filter(verdict -> verdict.policy().equals(BandwidthSignal.NAME))
                .findFirst()
                .map(Verdict::reason)
                .orElse(Reason.of(BandwidthReason.BandwidthUnknown));
        return switch (reason.code()) {
            case BandwidthReason.BandwidthNotGiven,
                    BandwidthReason.BandwidthNotDivided,
                    BandwidthReason.BandwidthNotMeasured -> new Capability(feature, State.IMPOSSIBLE, reason.text());
            case BandwidthReason.BandwidthUnknown, BandwidthReason.PolicyUnknown, BandwidthReason.PodsUnknown ->
                new Capability(feature, State.DEGRADED, reason.text());
            default -> {
                Object unknown = reason.facts().get("unknown");
                boolean narrows = rule.response().severest().compareTo(Severity.CACHE) >= 0;
                yield unknown != null
                        ? new Capability(feature, State.DEGRADED, "not measured: " + unknown)
                        : done(
                                feature,
                                BandwidthSignal.NAME,
                                "from " + rule.bandwidth().threshold()
                                        + " of what the policy says that memory can move; "
                                        + (narrows ? "best effort's part is narrowed" : "only said"));
            }
        };
    }

    private Capability done(String feature, String policy, String how) {
        String problem = lastProblem.get(policy);
        return problem == null ? Capability.done(feature, mode, how) : new Capability(feature, State.DEGRADED, problem);
    }

    private static Capability off(String feature) {
        return new Capability(feature, State.OFF, "the policy does not ask for it");
    }
}
