package io.sublet.agent.decide.suppress;

import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.MilliCpu;
import java.util.List;

/**
 * How much CPU best effort may use, and the numbers it follows from:
 *
 * <pre>
 * target = ceiling − online − max(used − best effort − online, reserved)
 *          but not below capacity × minimum
 * </pre>
 *
 * The ceiling ({@link Headroom}) counts from the capacity, not from what is allocatable. Best effort is what its pods and host applications use or, where
 * that is more, as when pods are new, what its tier does. Another
 * pod whose usage is missing counts with the system and so as online. The target may be negative; each knob has a floor of its own.
 *
 * @param online used by pods and host applications that are not best effort
 * @param system what the node uses beside its pods, or what is reserved for that, whichever is more
 */
public record SuppressTarget(MilliCpu capacity, MilliCpu used, MilliCpu online, MilliCpu system, MilliCpu target) {

    /** The target from what node and pods use. */
    static SuppressTarget of(
            Headroom headroom, MilliCpu capacity, MilliCpu reserved, MilliCpu used, Consumers consumers) {
        MilliCpu online = MilliCpu.ZERO;
        MilliCpu bestEffort = MilliCpu.ZERO;
        for (PodObservation pod : consumers.pods) {
            MilliCpu cpu = pod.usage().cpu().toOptional().orElse(MilliCpu.ZERO);
            if (pod.pod().isBestEffort()) {
                bestEffort = bestEffort.plus(cpu);
            } else {
                online = online.plus(cpu);
            }
        }
        for (HostApplicationObservation application : consumers.hostApplications) {
            MilliCpu cpu = application.usage().cpu().toOptional().orElse(MilliCpu.ZERO);
            if (application.application().isBestEffort()) {
                bestEffort = bestEffort.plus(cpu);
            } else {
                online = online.plus(cpu);
            }
        }
        bestEffort = bestEffort.max(consumers.tier);
        MilliCpu system = used.minus(bestEffort).minus(online).atLeastZero().max(reserved);
        return of(headroom, capacity, used, online, system);
    }

    /**
     * Who uses CPU that is not the system's.
     *
     * @param tier what the group of all best-effort pods has used; zero if that is missing
     */
    record Consumers(List<PodObservation> pods, List<HostApplicationObservation> hostApplications, MilliCpu tier) {}

    /** The target when only the node and what is not best effort are known: all that goes beyond what is reserved is online. */
    static SuppressTarget ofRest(
            Headroom headroom, MilliCpu capacity, MilliCpu reserved, MilliCpu used, MilliCpu rest) {
        return of(headroom, capacity, used, rest.minus(reserved).atLeastZero(), reserved);
    }

    /** The lowest target, for when nothing is known of the usage. */
    static SuppressTarget floor(Headroom headroom, MilliCpu capacity) {
        return of(headroom, capacity, MilliCpu.ZERO, capacity, MilliCpu.ZERO);
    }

    private static SuppressTarget of(
            Headroom headroom, MilliCpu capacity, MilliCpu used, MilliCpu online, MilliCpu system) {
        MilliCpu target = headroom.ceiling(capacity).minus(online).minus(system);
        MilliCpu bounded = headroom.rule()
                .minimum()
                .map(minimum -> target.max(capacity.times(minimum)))
                .orElse(target);
        return new SuppressTarget(capacity, used, online, system, bounded);
    }

    /** The same usage with at most so much for best effort. */
    SuppressTarget atMost(MilliCpu most) {
        return new SuppressTarget(capacity, used, online, system, target.min(most));
    }

    Reason reason(SuppressReason code) {
        return Reason.of(code)
                .with("target", target.toString())
                .with("capacity", capacity.toString())
                .with("nodeUsed", used.toString())
                .with("online", online.toString())
                .with("system", system.toString());
    }
}
