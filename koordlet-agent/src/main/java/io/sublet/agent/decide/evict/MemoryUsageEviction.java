package io.sublet.agent.decide.evict;

import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.evict.EvictionMemory.Sample;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.node.NodeMemory;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.unit.Bytes;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Evicts when less memory is available than the watermark asks for, seen at two looks in a row: best-effort pods, until what they
 * use makes up the difference to the lower bound. Available is what could be had without swapping, so page cache does not count.
 */
public final class MemoryUsageEviction implements RememberingPolicy<EvictionMemory> {
    private static final String FEATURE = "BEMemoryEvict";
    private static final Duration TWO_LOOKS = Duration.ofSeconds(30);
    private static final EvictionRound ROUND = new EvictionRound("evict-memory", Duration.ofSeconds(4));

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
                ROUND.closing(
                        decide(seen, ground, memory),
                        seen,
                        ground.slo().extensions().pressure().closeFor());
        };
    }

    private static Step<EvictionMemory> decide(Observation seen, EvictionGround ground, EvictionMemory before) {
        Band band = ground.slo().evictions().memoryUsage();
        if (band.threshold().value() == 0) {
            return ROUND.hold(EvictionReason.RuleUnusable, before);
        }
        if (!(seen.detail().memory() instanceof Reading.Value<NodeMemory>(NodeMemory node))) {
            return ROUND.hold(EvictionReason.UsageMissing, before.withoutSamples());
        }
        long capacity = node.total().value();
        // By a hundredth of the capacity, so that no product overflows.
        long percent = (capacity - node.available().value()) / Math.max(1, capacity / 100);
        Reason facts = Reason.of(EvictionReason.MemoryAboveThreshold)
                .with("usage", percent + "%")
                .with("threshold", band.threshold().toString())
                .with("lower", band.lower().toString());
        if (percent < band.threshold().value()) {
            return ROUND.hold(new Reason(EvictionReason.BelowThreshold, facts.facts()), before.withoutSamples());
        }
        EvictionMemory memory = before.with(new Sample(seen.moment().sinceBoot(), percent, 0, 0), TWO_LOOKS);
        if (memory.samples().size() < 2) {
            return ROUND.hold(new Reason(EvictionReason.TooFewSamples, facts.facts()), memory);
        }
        Victims.Terms terms = new Victims.Terms(
                FEATURE,
                false,
                OptionalInt.empty(),
                pod -> pod.usage().memory().map(Bytes::value),
                pod -> pod.usage().memory().map(Bytes::value).toOptional().orElse(0L));
        long need = capacity / 100 * (percent - band.lower().value());
        return ROUND.choose(seen, Victims.of(seen, ground.pods(), ground.slo(), terms), need, facts, memory);
    }
}
