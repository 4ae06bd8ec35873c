package io.sublet.agent.decide.burst;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Settled;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Quotas of online containers that have a CPU limit and no CPUs of their own:
 *
 * <ol>
 *   <li>a container's own quota is what it had before the agent came, at most its limit, less on a node whose CPUs are faster;
 *   <li>while it is throttled and the shared CPUs are idle enough the quota goes up by a fifth each second, and down again when they are
 *       busy or it has used up its time (policies {@code cfsQuotaBurstOnly} and {@code auto});
 *   <li>the kernel may carry over what is left of a quota (policies {@code cpuBurstOnly} and {@code auto}), where it can; not more than the
 *       quota, which is the most that a mainline kernel takes.
 * </ol>
 *
 * A container without a quota in the kernel is left alone, whatever its limit says: the kubelet may be told not to enforce limits. What
 * the policy no longer asks for is given back.
 */
public final class CpuBurst implements RememberingPolicy<BurstMemory> {
    public static final String NAME = "burst";

    /** Steps come once a second, also when ticks come faster. */
    private static final Duration STEP = Duration.ofMillis(900);

    @Override
    public BurstMemory start() {
        return BurstMemory.NONE;
    }

    @Override
    public Step<BurstMemory> decide(Observation seen, BurstMemory memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(BurstReason.PolicyUnknown, memory);
        }
        if (!(seen.node() instanceof Reading.Value<NodeView>(NodeView node))) {
            return hold(BurstReason.NodeUnknown, memory);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(BurstReason.PodsUnknown, memory);
        }
        List<Object> inputs = List.of(
                seen.knobs(),
                Settled.described(pods),
                slo.cpu().burst(),
                slo.extensions().podQos(),
                node.cpuNormalization());
        Optional<Verdict> again = memory.settled().again(inputs);
        if (again.isPresent()) {
            return new Step<>(again.get(), memory);
        }
        List<PoolState.Sample> samples = PoolState.with(memory.samples(), seen, node, pods);
        Duration now = seen.moment().sinceBoot();
        boolean isStep = now.minus(memory.lastStep()).compareTo(STEP) >= 0;
        BurstPlan plan = new BurstPlan(
                seen,
                slo,
                node.cpuNormalization(),
                new BurstPlan.Moment(
                        PoolState.of(samples, slo.cpu().burst().poolThreshold()), isStep, memory.tokens()));
        pods.forEach(plan::add);
        Verdict verdict = plan.verdict();
        return new Step<>(
                verdict,
                new BurstMemory(
                        isStep ? now : memory.lastStep(),
                        samples,
                        plan.tokens(),
                        plan.isSteady() && verdict instanceof Verdict.Hold
                                ? Settled.of(inputs, verdict)
                                : Settled.NOT_YET));
    }

    private static Step<BurstMemory> hold(BurstReason code, BurstMemory memory) {
        return new Step<>(new Verdict.Hold(NAME, Reason.of(code)), memory);
    }
}
