package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.evict.EvictionMemory.Sample;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Satisfaction;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Evicts when best effort, taken together, gets too little of the batch CPU that it has requested, so that the rest of it can work:
 *
 * <ol>
 *   <li>usage, request and limit of best effort are averaged over the window;
 *   <li>satisfaction is limit by request; at or below the lower bound, request × (upper bound − satisfaction) is to be released,
 *       unless best effort does not use what it gets;
 *   <li>the same of the last values, where they differ; the smaller counts;
 *   <li>pods leave until their requests make that up.
 * </ol>
 */
public final class CpuSatisfactionEviction implements RememberingPolicy<EvictionMemory> {
    /** Below a core the share that is used says little. */
    private static final long SMALL_LIMIT = 1000;

    private static final String FEATURE = "BECPUEvict";
    private static final EvictionRound ROUND = new EvictionRound("evict-cpu-satisfaction", Duration.ofSeconds(20));

    @Override
    public EvictionMemory start() {
        return EvictionMemory.NOTHING;
    }

    @Override
    public Step<EvictionMemory> decide(Observation seen, EvictionMemory last) {
        EvictionMemory memory = last.begun(seen.moment().sinceBoot());
        return switch (EvictionGround.look(seen)) {
            case EvictionGround.Look.Unknown(EvictionReason reason) -> ROUND.hold(reason, memory.withoutSamples());
            case EvictionGround.Look.Known(EvictionGround ground) ->
                ground.slo().evictions().satisfaction().isPresent()
                        ? decide(
                                seen,
                                ground,
                                ground.slo().evictions().satisfaction().get(),
                                memory)
                        : ROUND.hold(EvictionReason.NotAskedFor, memory.withoutSamples());
        };
    }

    private static Step<EvictionMemory> decide(
            Observation seen, EvictionGround ground, Satisfaction rule, EvictionMemory before) {
        if (!rule.isUsable()) {
            return ROUND.hold(EvictionReason.RuleUnusable, before);
        }
        Reading<MilliCpu> used = seen.tier().flatMap(BestEffortTier::used);
        Reading<MilliCpu> limit = limit(seen, ground, rule);
        if (!(used instanceof Reading.Value<MilliCpu>(MilliCpu usage))
                || !(limit instanceof Reading.Value<MilliCpu>(MilliCpu gets))) {
            return ROUND.hold(EvictionReason.UsageMissing, before.withoutSamples());
        }
        EvictionRules rules = ground.slo().evictions();
        Sample now = new Sample(seen.moment().sinceBoot(), usage.value(), requested(ground), gets.value());
        EvictionMemory memory = before.with(now, rules.window());
        if (!memory.covers(rules.window())) {
            return ROUND.hold(EvictionReason.TooFewSamples, memory);
        }
        Sample mean = memory.mean();
        Reason facts = Reason.of(EvictionReason.BestEffortStarved)
                .with("usage", mean.first() + "m")
                .with("request", mean.second() + "m")
                .with("limit", mean.third() + "m")
                .with("lower", rule.lower().toString())
                .with("upper", rule.upper().toString());
        if (!isUsed(rule, mean)) {
            return ROUND.hold(new Reason(EvictionReason.NotUsed, facts.facts()), memory);
        }
        OptionalLong byMean = release(rule, mean.second(), mean.third());
        OptionalLong byNow = release(rule, now.second(), now.third());
        if (byMean.isEmpty() || byNow.isEmpty() || !isUsed(rule, now)) {
            return ROUND.hold(new Reason(EvictionReason.Satisfied, facts.facts()), memory);
        }
        long need = Math.min(byMean.getAsLong(), byNow.getAsLong());
        return ROUND.choose(seen, Victims.of(seen, ground.pods(), ground.slo(), terms()), need, facts, memory);
    }

    private static Victims.Terms terms() {
        return new Victims.Terms(
                FEATURE,
                false,
                OptionalInt.empty(),
                pod -> pod.usage()
                        .cpu()
                        .map(used -> PodRequests.batchCpu(pod.pod()).value()),
                pod -> {
                    long requested = PodRequests.batchCpu(pod.pod()).value();
                    long used =
                            pod.usage().cpu().map(MilliCpu::value).toOptional().orElse(0L);
                    return requested == 0 ? 0 : 1000 * used / requested;
                });
    }

    /** How much has to be released for the upper bound; empty if best effort is satisfied. */
    static OptionalLong release(Satisfaction rule, long request, long limit) {
        // Rounded to whole percent by nobody: limit / request <= lower / 100 without division.
        if (request <= 0 || limit <= 0 || 100 * limit > rule.lower().value() * request) {
            return OptionalLong.empty();
        }
        return OptionalLong.of((rule.upper().value() * request - 100 * limit) / 100);
    }

    private static boolean isUsed(Satisfaction rule, Sample sample) {
        return sample.third() > 0
                && (sample.third() < SMALL_LIMIT
                        || 100 * sample.first() >= rule.usage().value() * sample.third());
    }

    private static long requested(EvictionGround ground) {
        long sum = 0;
        for (PodObservation pod : ground.pods()) {
            if (pod.pod().active() && pod.pod().qos() == QosClass.BE) {
                sum += PodRequests.batchCpu(pod.pod()).value();
            }
        }
        return sum;
    }

    private static Reading<MilliCpu> limit(Observation seen, EvictionGround ground, Satisfaction rule) {
        if (rule.limit() == EvictionRules.Limit.ALLOCATABLE) {
            Long offered = ground.node().offered().get(ResourceNames.BATCH_CPU);
            return offered == null
                    ? Reading.missing("the Node offers no batch CPU")
                    : Reading.of(new MilliCpu(offered));
        }
        return seen.tier().flatMap(CpuSatisfactionEviction::realLimit);
    }

    /** The quota or the number of CPUs, whichever is less. */
    private static Reading<MilliCpu> realLimit(BestEffortTier tier) {
        Reading<MilliCpu> byCpus = tier.effective().map(CpuSet::size).map(MilliCpu::ofCpus);
        if (!(tier.quota() instanceof Reading.Value<CpuQuota>(CpuQuota quota)) || quota.isUnlimited()) {
            return tier.quota().isMissing() ? Reading.missing("the quota of best effort") : byCpus;
        }
        return tier.period().map(quota::cpu).flatMap(byQuota -> byCpus.map(byQuota::min));
    }
}
