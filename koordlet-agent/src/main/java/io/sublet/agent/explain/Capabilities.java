package io.sublet.agent.explain;

import io.sublet.agent.act.Holding;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.suppress.CpuSuppress;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.kubelet.KubeletState;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.NodeSlo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What this node can do of what is asked. Pure. */
public final class Capabilities {
    private Capabilities() {}

    /**
     * The list for one tick.
     *
     * @param slo the policy, and whether a newer one was rejected
     * @param lastProblem what the kernel last refused, by policy
     * @param verdicts the decisions of the tick
     */
    public static List<Capability> of(
            Observation seen, SloState slo, Mode mode, Map<String, String> lastProblem, List<Verdict> verdicts) {
        List<Capability> list = new ArrayList<>();
        list.add(policy(slo));
        list.add(report(seen));
        list.add(cyclesPerInstruction(seen));
        NodeSlo inForce = slo.inForce().toOptional().orElse(NodeSlo.DEFAULT);
        list.add(suppress(seen, inForce.cpuSuppress(), mode, lastProblem));
        list.add(idle(seen, inForce, mode, lastProblem, verdicts));
        list.add(guard(seen.kubelet().state()));
        list.addAll(SafetyCapabilities.of(seen, inForce, mode));
        list.addAll(CpuCapabilities.of(seen, inForce, mode, lastProblem));
        list.addAll(new ResourceCapabilities(seen, inForce.resources(), mode, lastProblem).list());
        list.addAll(new RuleCapabilities(seen, inForce, mode, lastProblem, verdicts).list());
        return list;
    }

    /** Whether the agent may act at all, and what it still holds where it may not. */
    public static Capability colocation(Mode mode, SloState slo, Holding left) {
        String feature = "colocation";
        boolean byCluster = slo.inForce()
                .map(rules -> rules.extensions().disabled())
                .toOptional()
                .orElse(false);
        String why = byCluster ? "off by the cluster's switch" : "mode " + mode.wireName();
        State state = switch (mode) {
            case ENFORCE -> left.ofLaterVersions().isEmpty() ? State.ENFORCED : State.DEGRADED;
            case OBSERVE -> left.isNothing() ? State.OBSERVED : State.DEGRADED;
            case OFF -> left.isNothing() ? State.OFF : State.DEGRADED;
        };
        return new Capability(feature, state, why + "; " + left.text());
    }

    private static Capability policy(SloState slo) {
        String feature = "nodeSlo";
        if (slo.rejected().isPresent()) {
            return new Capability(
                    feature,
                    State.DEGRADED,
                    "the last good policy is in force, the newest one is invalid: "
                            + slo.rejected().get());
        }
        return slo.inForce() instanceof Reading.Missing<NodeSlo>(String cause)
                ? new Capability(feature, State.DEGRADED, cause)
                : new Capability(feature, State.ENFORCED, "the newest policy is in force");
    }

    private static Capability report(Observation seen) {
        return seen.used().cpu() instanceof Reading.Missing<?>(String cause)
                ? new Capability("usageReport", State.DEGRADED, cause)
                : new Capability("usageReport", State.ENFORCED, "node and pods are measured");
    }

    /** Whatever the mode, since nothing is changed by it. */
    private static Capability cyclesPerInstruction(Observation seen) {
        String feature = "cyclesPerInstruction";
        if (seen.counted().isEmpty()) {
            return new Capability(feature, State.OFF, "the settings do not ask for it");
        }
        return switch (seen.counted().get()) {
            case Reading.Value<Integer>(Integer containers) ->
                new Capability(feature, State.ENFORCED, "known of " + containers + " containers, once a minute");
            case Reading.Missing<Integer>(String cause) -> new Capability(feature, State.IMPOSSIBLE, cause);
        };
    }

    private static Capability suppress(
            Observation seen, CpuSuppressRule rule, Mode mode, Map<String, String> lastProblem) {
        String feature = "cpuSuppress";
        if (!rule.enabled()) {
            return new Capability(feature, State.OFF, "the policy does not ask for it");
        }
        if (!(seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier))) {
            return new Capability(feature, State.IMPOSSIBLE, cause(seen.tier()));
        }
        boolean byQuota = CpuSuppress.knob(rule, seen.kubelet().assignsCpus()) == CpuSuppressRule.Policy.CFS_QUOTA;
        Reading<?> knob = byQuota ? tier.quota() : tier.cpus();
        if (knob.isMissing()) {
            return new Capability(feature, State.IMPOSSIBLE, cause(knob));
        }
        if (lastProblem.containsKey(CpuSuppress.NAME)) {
            return new Capability(feature, State.DEGRADED, lastProblem.getOrDefault(CpuSuppress.NAME, ""));
        }
        if (byQuota && rule.policy() == CpuSuppressRule.Policy.CPUSET) {
            return new Capability(
                    feature, State.DEGRADED, "by quota, as the kubelet's static CPU manager owns the cpusets");
        }
        return Capability.done(feature, mode, "by " + (byQuota ? "quota" : "cpuset"));
    }

    private static Capability idle(
            Observation seen, NodeSlo slo, Mode mode, Map<String, String> lastProblem, List<Verdict> verdicts) {
        String feature = "bestEffortIdle";
        if (!slo.cpuSuppress().enabled() || !slo.bestEffortIdle()) {
            return new Capability(feature, State.OFF, "the policy does not ask for it");
        }
        Reading<Boolean> flag = seen.tier().flatMap(BestEffortTier::idle);
        if (flag.isMissing()) {
            return new Capability(feature, State.IMPOSSIBLE, cause(flag));
        }
        if (lastProblem.containsKey("idle")) {
            return new Capability(feature, State.DEGRADED, lastProblem.getOrDefault("idle", ""));
        }
        for (Verdict verdict : verdicts) {
            if (verdict.policy().equals("idle") && !(seen.kubelet().state() instanceof KubeletState.Running)) {
                return new Capability(feature, State.DEGRADED, verdict.reason().text());
            }
        }
        return Capability.done(feature, mode, "cpu.idle of the best-effort tier");
    }

    private static Capability guard(KubeletState kubelet) {
        return switch (kubelet) {
            case KubeletState.Running running ->
                new Capability("kubeletGuard", State.ENFORCED, "watches process " + running.pid());
            case KubeletState.Gone() -> new Capability("kubeletGuard", State.DEGRADED, "no kubelet runs");
            case KubeletState.Unseen(String cause) -> new Capability("kubeletGuard", State.IMPOSSIBLE, cause);
        };
    }

    private static String cause(Reading<?> reading) {
        return reading instanceof Reading.Missing<?>(String cause) ? cause : "";
    }
}
