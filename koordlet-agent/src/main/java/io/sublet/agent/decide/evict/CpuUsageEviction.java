package io.sublet.agent.decide.evict;

import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.evict.EvictionMemory.Sample;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;

/**
 * Evicts when the whole node uses more than a share of its CPU, averaged over the window: labelled pods up to a priority, until
 * what they use makes up the difference to the lower bound.
 */
public final class CpuUsageEviction implements RememberingPolicy<EvictionMemory> {
    private static final String FEATURE = "CPUEvict";
    private static final EvictionRound ROUND = new EvictionRound("evict-cpu-usage", Duration.ofSeconds(20));

    @Override
    public EvictionMemory start() {
        return EvictionMemory.NOTHING;
    }

    @Override
    public Step<EvictionMemory> decide(Observation seen, EvictionMemory last) {
        EvictionMemory memory = last.begun(seen.moment().sinceBoot());
        return switch (EvictionGround.look(seen)) {
            case EvictionGround.Look.Unknown(EvictionReason reason) -> ROUND.hold(reason, memory.withoutSamples());
            case EvictionGround.Look.Known(EvictionGround ground) -> decide(seen, ground, memory);
        };
    }

    private static Step<EvictionMemory> decide(Observation seen, EvictionGround ground, EvictionMemory before) {
        EvictionRules rules = ground.slo().evictions();
        if (rules.cpuUsage().isEmpty() || rules.usagePriority().isEmpty()) {
            return ROUND.hold(EvictionReason.NotAskedFor, before.withoutSamples());
        }
        Band band = rules.cpuUsage().get();
        long capacity = ground.node().capacity().cpu().value();
        if (band.threshold().value() == 0) {
            return ROUND.hold(EvictionReason.RuleUnusable, before);
        }
        if (!(seen.used().cpu() instanceof Reading.Value<MilliCpu>(MilliCpu used)) || capacity <= 0) {
            return ROUND.hold(EvictionReason.UsageMissing, before.withoutSamples());
        }
        EvictionMemory memory = before.with(new Sample(seen.moment().sinceBoot(), used.value(), 0, 0), rules.window());
        if (!memory.covers(rules.window())) {
            return ROUND.hold(EvictionReason.TooFewSamples, memory);
        }
        long percent = 100 * memory.mean().first() / capacity;
        Reason facts = Reason.of(EvictionReason.CpuAboveThreshold)
                .with("usage", percent + "%")
                .with("threshold", band.threshold().toString())
                .with("lower", band.lower().toString());
        // The last value has to agree: a load that is already gone takes nobody with it.
        if (percent < band.threshold().value()
                || 100 * used.value() / capacity < band.threshold().value()) {
            return ROUND.hold(new Reason(EvictionReason.BelowThreshold, facts.facts()), memory);
        }
        Victims.Terms terms = new Victims.Terms(
                FEATURE,
                true,
                rules.usagePriority(),
                pod -> pod.usage().cpu().map(MilliCpu::value),
                pod -> pod.usage().cpu().map(MilliCpu::value).toOptional().orElse(0L));
        long need = capacity * (percent - band.lower().value()) / 100;
        return ROUND.choose(seen, Victims.of(seen, ground.pods(), ground.slo(), terms), need, facts, memory);
    }
}
