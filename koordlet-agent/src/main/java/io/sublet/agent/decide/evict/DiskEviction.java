package io.sublet.agent.decide.evict;

import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.evict.EvictionMemory.Sample;
import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.PressureRule;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Evicts when a filesystem of the node has been nearly full for a while, by its bytes or its inodes: best-effort pods with files on it, until
 * what these take makes up the difference to the lower bound. A pod of which not everything could be counted leaves alone, since it may
 * release more than is known.
 */
public final class DiskEviction implements RememberingPolicy<EvictionMemory> {
    public static final String NAME = "evict-disk";

    private static final String FEATURE = "BEDiskEvict";
    /** Filesystems are looked at every ten seconds. */
    private static final Duration THREE_LOOKS = Duration.ofSeconds(20);

    /** Files go with the pod's directory, after it has ended; then they have to be counted anew. */
    private static final EvictionRound ROUND = new EvictionRound(NAME, Duration.ofSeconds(90));

    /** What is short: a part of a filesystem that has a number of them. */
    private record Shortage(String place, String device, String of, long whole, double percent, Band band) {
        double beyond() {
            return percent - band.threshold().value();
        }

        long need() {
            return Math.round(whole / 100.0 * (percent - band.lower().value()));
        }

        boolean isOfBytes() {
            return of.equals("bytes");
        }

        long amount(DiskTrees.Size size) {
            long amount = isOfBytes() ? size.bytes() : size.inodes();
            return size.complete() || amount == 0 ? amount : Math.max(amount, need());
        }
    }

    @Override
    public EvictionMemory start() {
        return EvictionMemory.NOTHING;
    }

    @Override
    public Step<EvictionMemory> decide(Observation seen, EvictionMemory last) {
        EvictionMemory memory = last.begun(seen.moment().sinceBoot());
        return switch (EvictionGround.look(seen)) {
            case EvictionGround.Look.Unknown(EvictionReason reason) -> ROUND.hold(reason, memory.withoutSamples());
            case EvictionGround.Look.Known(EvictionGround ground) -> {
                PressureRule rule = ground.slo().extensions().pressure();
                yield rule.disk()
                        ? ROUND.closing(decide(seen, ground, rule, memory), seen, rule.closeFor())
                        : ROUND.hold(EvictionReason.NotAskedFor, memory.withoutSamples());
            }
        };
    }

    private static Step<EvictionMemory> decide(
            Observation seen, EvictionGround ground, PressureRule rule, EvictionMemory before) {
        Optional<Shortage> found = worst(seen.space(), rule);
        if (found.isEmpty()) {
            return ROUND.hold(unknown(seen.space()), before.withoutSamples());
        }
        Shortage shortage = found.get();
        Reason facts = Reason.of(EvictionReason.DiskAboveThreshold)
                .with("directory", shortage.place)
                .with("of", shortage.of)
                .with("usage", Math.round(shortage.percent * 10) / 10.0 + "%")
                .with("threshold", shortage.band.threshold().toString())
                .with("lower", shortage.band.lower().toString());
        if (shortage.beyond() < 0) {
            return ROUND.hold(new Reason(EvictionReason.BelowThreshold, facts.facts()), before.withoutSamples());
        }
        Sample now = new Sample(seen.moment().sinceBoot(), Math.round(shortage.percent), 0, 0);
        EvictionMemory memory = before.with(now, THREE_LOOKS.plus(THREE_LOOKS));
        Duration lasts = now.at().minus(memory.samples().getFirst().at());
        if (lasts.compareTo(THREE_LOOKS) < 0) {
            return ROUND.hold(new Reason(EvictionReason.TooFewSamples, facts.facts()), memory);
        }
        Victims.Terms terms = new Victims.Terms(
                FEATURE,
                false,
                OptionalInt.empty(),
                pod -> taken(pod, seen, shortage),
                pod -> taken(pod, seen, shortage).toOptional().orElse(0L));
        return ROUND.choose(seen, Victims.of(seen, ground.pods(), ground.slo(), terms), shortage.need(), facts, memory);
    }

    private static Reading<Long> taken(PodObservation pod, Observation seen, Shortage shortage) {
        return seen.space().of(pod.pod().ref().uid(), shortage.device).map(shortage::amount);
    }

    /** What is nearest to its threshold, or the furthest beyond; the first by name of two. */
    private static Optional<Shortage> worst(NodeSpace space, PressureRule rule) {
        Shortage worst = null;
        for (var one : new TreeMap<>(space.filesystems()).entrySet()) {
            if (one.getValue() instanceof Reading.Value<DiskTrees.Space>(DiskTrees.Space filesystem)) {
                Shortage bytes = new Shortage(
                        one.getKey(),
                        filesystem.device(),
                        "bytes",
                        filesystem.bytes(),
                        NodeSpace.usedPercent(filesystem),
                        rule.space());
                Shortage inodes = new Shortage(
                        one.getKey(),
                        filesystem.device(),
                        "inodes",
                        filesystem.inodes(),
                        NodeSpace.inodePercent(filesystem),
                        rule.inodes());
                Shortage worse = inodes.beyond() > bytes.beyond() ? inodes : bytes;
                worst = worst == null || worse.beyond() > worst.beyond() ? worse : worst;
            }
        }
        return Optional.ofNullable(worst);
    }

    private static Reason unknown(NodeSpace space) {
        Reason reason = Reason.of(EvictionReason.UsageMissing);
        for (var one : new TreeMap<>(space.filesystems()).entrySet()) {
            if (one.getValue() instanceof Reading.Missing<DiskTrees.Space>(String cause)) {
                reason = reason.with(one.getKey(), cause);
            }
        }
        return reason;
    }
}
