package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.evict.EvictionMemory.Sample;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Evicts when what is offered to a class has shrunk below what its pods have requested, for a whole window: pods of that class, until
 * their requests fit again. An offer that was withdrawn is no offer that has shrunk: the manager withdraws it whenever it knows
 * too little, and that must not empty the node.
 */
public final class AllocatableEviction implements RememberingPolicy<EvictionMemory> {
    private static final List<PriorityClass> OVERCOMMITTED = List.of(PriorityClass.BATCH, PriorityClass.MID);

    /** Of what too much may have been requested. */
    public enum Resource {
        CPU("CPUAllocatableEvict", "evict-cpu-allocatable", Duration.ofSeconds(20)),
        MEMORY("MemoryAllocatableEvict", "evict-memory-allocatable", Duration.ofSeconds(4));

        private final String feature;
        private final String policy;
        private final Duration coolDown;

        Resource(String feature, String policy, Duration coolDown) {
            this.feature = feature;
            this.policy = policy;
            this.coolDown = coolDown;
        }

        private Band band(EvictionRules rules) {
            return this == CPU ? rules.cpuAllocatable() : rules.memoryAllocatable();
        }

        private Optional<String> nameFor(PriorityClass priority) {
            return this == CPU ? ResourceNames.cpuOf(priority) : ResourceNames.memoryOf(priority);
        }
    }

    private final Resource resource;
    private final EvictionRound round;

    public AllocatableEviction(Resource resource) {
        this.resource = resource;
        this.round = new EvictionRound(resource.policy, resource.coolDown);
    }

    @Override
    public EvictionMemory start() {
        return EvictionMemory.NOTHING;
    }

    @Override
    public Step<EvictionMemory> decide(Observation seen, EvictionMemory last) {
        EvictionMemory memory = last.begun(seen.moment().sinceBoot());
        return switch (EvictionGround.look(seen)) {
            case EvictionGround.Look.Unknown(EvictionReason reason) -> round.hold(reason, memory.withoutSamples());
            case EvictionGround.Look.Known(EvictionGround ground) -> decide(seen, ground, memory);
        };
    }

    private Step<EvictionMemory> decide(Observation seen, EvictionGround ground, EvictionMemory before) {
        EvictionRules rules = ground.slo().evictions();
        if (rules.allocatablePriority().isEmpty()) {
            return round.hold(EvictionReason.NotAskedFor, before.withoutSamples());
        }
        boolean withdrawn = false;
        for (PriorityClass priority : OVERCOMMITTED) {
            String name = resource.nameFor(priority).orElseThrow();
            long requested = requested(ground, priority, name, rules.allocatablePriority());
            long offered = ground.node().offered().getOrDefault(name, 0L);
            withdrawn |= requested > 0 && offered <= 0;
            long over = over(resource.band(rules), requested, offered);
            if (over > 0) {
                return evict(seen, ground, priority, new Shortage(name, requested, offered, over), before);
            }
        }
        return round.hold(withdrawn ? EvictionReason.OfferWithdrawn : EvictionReason.Fits, before.withoutSamples());
    }

    private record Shortage(String name, long requested, long offered, long over) {}

    private Step<EvictionMemory> evict(
            Observation seen, EvictionGround ground, PriorityClass priority, Shortage shortage, EvictionMemory before) {
        EvictionRules rules = ground.slo().evictions();
        Band band = resource.band(rules);
        Reason facts = Reason.of(EvictionReason.Overcommitted)
                .with("resource", shortage.name)
                .with("requested", shortage.requested)
                .with("offered", shortage.offered)
                .with("threshold", band.threshold().toString())
                .with("lower", band.lower().toString());
        Sample now = new Sample(seen.moment().sinceBoot(), shortage.over, 0, 0);
        EvictionMemory memory = before.with(now, rules.window().plus(rules.window()));
        Duration lasts = now.at().minus(memory.samples().getFirst().at());
        if (lasts.compareTo(rules.window()) < 0) {
            return round.hold(new Reason(EvictionReason.TooFewSamples, facts.facts()), memory);
        }
        Victims.Terms terms = new Victims.Terms(
                resource.feature,
                false,
                rules.allocatablePriority(),
                pod -> pod.pod().priority() == priority
                        ? Reading.of(PodRequests.count(pod.pod(), shortage.name))
                        : Reading.missing("its class has not requested too much"),
                pod -> PodRequests.count(pod.pod(), shortage.name));
        return round.choose(seen, Victims.of(seen, ground.pods(), ground.slo(), terms), shortage.over, facts, memory);
    }

    /** What has to be released: nothing up to the threshold, above it all beyond the lower bound. */
    static long over(Band band, long requested, long offered) {
        if (offered <= 0
                || band.threshold().value() == 0
                || requested <= band.threshold().of(offered)) {
            return 0;
        }
        return requested - band.lower().of(offered);
    }

    private static long requested(EvictionGround ground, PriorityClass priority, String name, OptionalInt highest) {
        long sum = 0;
        for (PodObservation observed : ground.pods()) {
            PodView pod = observed.pod();
            int number = pod.marks().priority().orElse(pod.priority().defaultPriority());
            if (pod.active() && pod.priority() == priority && number <= highest.orElse(Integer.MIN_VALUE)) {
                sum += PodRequests.count(pod, name);
            }
        }
        return sum;
    }
}
