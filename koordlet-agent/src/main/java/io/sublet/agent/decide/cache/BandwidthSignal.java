package io.sublet.agent.decide.cache;

import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.interference.Squeeze;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.node.CacheMonitor;
import io.sublet.agent.observe.node.CacheReadings;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.InterferenceRule.Bandwidth;
import io.sublet.model.slo.InterferenceRule.Severity;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Narrows best effort's part of the memory bandwidth while it keeps a memory saturated that online pods use. With each reading:
 *
 * <ol>
 *   <li>A domain is saturated from the threshold on. Where best effort moves less than the rule's share of that, to narrow it would not help; where
 *       nobody else moves anything, nobody is helped.
 *   <li>Once a domain was saturated so for as many readings as the rule says, best effort's part is halved, and again after as many.
 *   <li>Once no domain would be saturated if best effort moved twice as much as it does, for as many readings, a step is given back, and another
 *       after the rule's time. Between the two nothing changes.
 *   <li>What is not known counts for nothing: a domain's readings are counted anew after it, and nothing is given back while one domain is not known.
 * </ol>
 *
 * The partition has one part for all domains, so the worst of them counts. Only the bandwidth is narrowed: with fewer ways of the cache best effort
 * would miss more, and move more.
 */
public final class BandwidthSignal {
    public static final String NAME = "bandwidth";

    /** Facts that are numbers: how often best effort's part is halved, and domains that are saturated by whomever. */
    public static final String STEPS = "steps";

    public static final String SATURATED = "saturatedDomains";

    /** Domains that a decision names. */
    private static final int NAMED = 4;

    private BandwidthSignal() {}

    /**
     * What is remembered. Lost, best effort has its whole part again.
     *
     * @param reading the last one that was looked at
     * @param saturated for how many readings, one after the other, best effort has kept a domain saturated
     * @param calm for how many there was room in all domains
     */
    public record Memory(long reading, Map<String, Integer> saturated, int calm, Squeeze squeeze) {
        public static final Memory NOTHING = new Memory(0, Map.of(), 0, Squeeze.NONE);

        public Memory {
            saturated = Map.copyOf(saturated);
        }

        /** The same, with everything to be counted anew. */
        Memory interrupted() {
            return new Memory(reading, Map.of(), 0, squeeze);
        }
    }

    public record Outcome(Verdict verdict, Memory memory) {}

    public static Outcome decide(Observation seen, Memory memory) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(Reason.of(BandwidthReason.PolicyUnknown), memory.interrupted());
        }
        InterferenceRule rule = slo.extensions().interference();
        if (!rule.bandwidth().enabled()) {
            return hold(Reason.of(BandwidthReason.NotAsked), Memory.NOTHING);
        }
        if (rule.bandwidth().movable().isEmpty()) {
            return hold(Reason.of(BandwidthReason.BandwidthNotGiven), Memory.NOTHING);
        }
        if (!slo.resources().be().cache().enabled()) {
            return hold(notDivided("resctrlQOS of beClass is not enabled"), Memory.NOTHING);
        }
        if (seen.resources().resctrl() instanceof Reading.Missing<Resctrl>(String cause)) {
            return hold(notDivided(cause), memory.interrupted());
        }
        if (seen.resources().resctrl() instanceof Reading.Value<Resctrl>(Resctrl machine)
                && machine.bandwidth().isEmpty()) {
            return hold(notDivided("resctrl divides no bandwidth on this machine"), Memory.NOTHING);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(Reason.of(BandwidthReason.PodsUnknown), memory.interrupted());
        }
        return switch (seen.detail().caches()) {
            case Reading.Missing<CacheReadings>(String cause) ->
                hold(Reason.of(BandwidthReason.BandwidthNotMeasured).with("cause", cause), memory.interrupted());
            case Reading.Value<CacheReadings>(CacheReadings readings) ->
                new Step(
                                rule,
                                rule.bandwidth().movable().get(),
                                pods,
                                seen.moment().sinceBoot())
                        .decide(readings, memory);
        };
    }

    private static Reason notDivided(String cause) {
        return Reason.of(BandwidthReason.BandwidthNotDivided).with("cause", cause);
    }

    private static Outcome hold(Reason reason, Memory memory) {
        return new Outcome(new Verdict.Hold(NAME, reason), memory);
    }

    /** What a reading brings. */
    private record Step(InterferenceRule rule, Bytes movable, List<PodObservation> pods, Duration now) {
        Outcome decide(CacheReadings readings, Memory before) {
            Traffic traffic = Traffic.of(readings.monitors(), WantedGroups.ofBestEffort(pods));
            Memory after = readings.number() == before.reading ? before : next(before, readings.number(), traffic);
            if (traffic.known().isEmpty()) {
                return hold(unknown(readings.monitors(), traffic), after);
            }
            long saturated = traffic.known().values().stream()
                    .filter(load -> load.isSaturated(rule.bandwidth(), movable))
                    .count();
            Reason reason = Reason.of(code(before, after))
                    .with("domains", traffic.fullest(movable, NAMED))
                    .with(SATURATED, saturated)
                    .with(STEPS, after.squeeze.steps());
            return hold(traffic.unknown().isEmpty() ? reason : reason.with("unknown", traffic.causes(NAMED)), after);
        }

        private Memory next(Memory before, long reading, Traffic traffic) {
            Bandwidth limits = rule.bandwidth();
            boolean guarded = isAnyoneOnline();
            Map<String, Integer> saturated = new TreeMap<>();
            traffic.known().forEach((domain, load) -> {
                if (guarded && load.isToNarrow(limits, movable)) {
                    // No more than it takes, so that a memory that stays as it is remains equal to itself.
                    saturated.put(domain, Math.min(limits.readings(), before.saturated.getOrDefault(domain, 0) + 1));
                }
            });
            boolean roomy = !traffic.known().isEmpty()
                    && traffic.unknown().isEmpty()
                    && (!guarded || traffic.known().values().stream().allMatch(load -> load.hasRoom(limits, movable)));
            int calm = roomy ? Math.min(limits.readings(), before.calm + 1) : 0;
            Memory counted = new Memory(reading, saturated, calm, before.squeeze);
            return new Memory(reading, saturated, calm, squeeze(counted));
        }

        private Squeeze squeeze(Memory counted) {
            if (!mayNarrow()) {
                return Squeeze.NONE;
            }
            int readings = rule.bandwidth().readings();
            return isSustained(counted)
                    ? counted.squeeze.narrower(counted.reading, readings, now)
                    : counted.calm >= readings
                            ? counted.squeeze.wider(rule.response().cacheReturn(), now)
                            : counted.squeeze;
        }

        private boolean mayNarrow() {
            return rule.response().severest().compareTo(Severity.CACHE) >= 0;
        }

        private boolean isSustained(Memory memory) {
            return memory.saturated.values().stream()
                    .anyMatch(readings -> readings >= rule.bandwidth().readings());
        }

        private boolean isAnyoneOnline() {
            return pods.stream()
                    .anyMatch(pod -> pod.pod().active() && !pod.pod().isBestEffort());
        }

        private BandwidthReason code(Memory before, Memory after) {
            int change = after.squeeze.steps() - before.squeeze.steps();
            if (change != 0) {
                return change > 0 ? BandwidthReason.BandwidthNarrowed : BandwidthReason.BandwidthReturned;
            }
            if (after.squeeze.steps() > 0) {
                return BandwidthReason.BandwidthHeld;
            }
            return isSustained(after) ? BandwidthReason.BandwidthSaid : BandwidthReason.BandwidthEnough;
        }

        private static Reason unknown(List<CacheMonitor> monitors, Traffic traffic) {
            boolean measured =
                    monitors.stream().anyMatch(one -> !one.total().counted().isMissing());
            return Reason.of(measured ? BandwidthReason.BandwidthUnknown : BandwidthReason.BandwidthNotMeasured)
                    .with("cause", monitors.isEmpty() ? "no cache is monitored" : traffic.causes(NAMED));
        }
    }
}
