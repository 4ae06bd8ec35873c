package io.sublet.agent.explain;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.burst.CpuBurst;
import io.sublet.agent.decide.core.CoreGroups;
import io.sublet.agent.decide.cpuset.CpuPlaces;
import io.sublet.agent.decide.identity.GroupIdentity;
import io.sublet.agent.decide.limits.BatchLimits;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuBurstRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.unit.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What this node can do of what is asked for pods' CPU. Pure. */
final class CpuCapabilities {
    private CpuCapabilities() {}

    static List<Capability> of(Observation seen, NodeSlo slo, Mode mode, Map<String, String> lastProblem) {
        List<Capability> list = new ArrayList<>();
        list.add(limits(seen, mode, lastProblem));
        list.add(places(seen, mode, lastProblem));
        list.add(burst(seen, slo.cpu().burst(), mode, lastProblem));
        list.add(normalization(seen, mode));
        list.add(identity(seen, slo, mode, lastProblem));
        list.add(cores(seen, slo.cpu().scheduling(), mode, lastProblem));
        return list;
    }

    private static Capability limits(Observation seen, Mode mode, Map<String, String> lastProblem) {
        String feature = "batchLimits";
        return lacking(seen, Set.of(Knob.CPU_SHARES, Knob.CPU_QUOTA, Knob.MEMORY_LIMIT))
                .map(lack -> new Capability(feature, State.DEGRADED, lack))
                .or(() -> problem(feature, BatchLimits.NAME, lastProblem))
                .orElseGet(() -> Capability.done(feature, mode, "shares, quota and memory limit of colocated pods"));
    }

    private static Capability places(Observation seen, Mode mode, Map<String, String> lastProblem) {
        String feature = "cpuset";
        if (seen.kubelet().assignsCpus()) {
            return new Capability(
                    feature, State.DEGRADED, "the kubelet's static CPU manager places containers, it is left to it");
        }
        return lacking(seen, Set.of(Knob.CPUSET))
                .map(lack -> new Capability(feature, State.IMPOSSIBLE, lack))
                .or(() -> problem(feature, CpuPlaces.NAME, lastProblem))
                .orElseGet(() -> Capability.done(feature, mode, "bound pods on their CPUs, the others on the rest"));
    }

    private static Capability burst(Observation seen, CpuBurstRule rule, Mode mode, Map<String, String> lastProblem) {
        String feature = "cpuBurst";
        Optional<String> lack = rule.usesKernel() ? lacking(seen, Set.of(Knob.CPU_BURST)) : Optional.empty();
        if (rule.policy() == CpuBurstRule.Policy.NONE) {
            return new Capability(feature, State.OFF, "the policy does not ask for it; pods may, each for itself");
        }
        if (lack.isPresent()) {
            return new Capability(feature, rule.usesQuota() ? State.DEGRADED : State.IMPOSSIBLE, lack.orElseThrow());
        }
        return problem(feature, CpuBurst.NAME, lastProblem)
                .orElseGet(() -> Capability.done(
                        feature,
                        mode,
                        rule.usesKernel()
                                ? "a burst of at most the quota, which is what a mainline kernel takes"
                                : "by raised quotas"));
    }

    /** Where the kernel has no group identity, the next in order is the idle class, and then the least shares of the tier. */
    private static Capability identity(Observation seen, NodeSlo slo, Mode mode, Map<String, String> lastProblem) {
        String feature = "groupIdentity";
        SchedulingRule rule = slo.cpu().scheduling();
        if (rule.classes().keySet().stream().noneMatch(rule::hasIdentity)) {
            return new Capability(feature, State.OFF, "the policy does not ask for it");
        }
        Optional<String> lack = lacking(seen, Set.of(Knob.CPU_BVT));
        if (lack.isPresent()) {
            boolean idle =
                    seen.tier().flatMap(BestEffortTier::idle).toOptional().orElse(false);
            return new Capability(
                    feature,
                    State.DEGRADED,
                    lack.orElseThrow()
                            + (idle
                                    ? "; best effort is in the idle class instead"
                                    : "; best effort has the least shares, see bestEffortIdle"));
        }
        return problem(feature, GroupIdentity.NAME, lastProblem)
                .orElseGet(() -> Capability.done(feature, mode, "cpu.bvt_warp_ns of tiers and pods"));
    }

    private static Capability cores(Observation seen, SchedulingRule rule, Mode mode, Map<String, String> lastProblem) {
        String feature = "coreScheduling";
        if (rule.policy() != SchedulingRule.Policy.CORE_SCHED) {
            return new Capability(feature, State.OFF, "the policy does not ask for it");
        }
        if (seen.cookies() instanceof Reading.Missing<?>(String cause)) {
            return new Capability(feature, State.IMPOSSIBLE, cause);
        }
        return problem(feature, CoreGroups.NAME, lastProblem)
                .orElseGet(() -> Capability.done(feature, mode, "cookies of the processes of pods"));
    }

    private static Capability normalization(Observation seen, Mode mode) {
        String feature = "cpuNormalization";
        Ratio ratio = seen.node().map(NodeView::cpuNormalization).toOptional().orElse(Ratio.ONE);
        return ratio.compareTo(Ratio.ONE) <= 0
                ? new Capability(feature, State.OFF, "the Node asks for none")
                : Capability.done(feature, mode, "quotas through " + ratio);
    }

    /** What is wrong with the last write of a policy. */
    private static Optional<Capability> problem(String feature, String policy, Map<String, String> lastProblem) {
        return Optional.ofNullable(lastProblem.get(policy))
                .map(problem -> new Capability(feature, State.DEGRADED, problem));
    }

    /** Which of the knobs the kernel does not have in pods' groups. */
    private static Optional<String> lacking(Observation seen, Set<Knob> knobs) {
        List<String> missing = knobs.stream()
                .filter(knob -> !seen.knobs().supported().contains(knob))
                .map(knob -> knob.file(seen.knobs().version()))
                .sorted()
                .toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of("pods' groups have no " + String.join(", ", missing));
    }
}
