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
 * target = ceiling − online − max(used − all pods and host applications, reserved)
 *          but not below capacity × minimum
 * </pre>
 *
 * The ceiling ({@link Headroom}) counts from the capacity, not from what is allocatable. A pod whose usage is missing counts with the system and
 * so as online. The target may be negative; each knob has a floor of its own.
 *
 * @param online used by pods and host applications that are not best effort
 * @param system what the node uses beside its pods, or what is reserved for that, whichever is more
 */
public record SuppressTarget(MilliCpu capacity, MilliCpu used, MilliCpu online, MilliCpu system, MilliCpu target) {

    /** The target from what node and pods use. */
    static SuppressTarget of(
            Headroom headroom, MilliCpu capacity, MilliCpu reserved, MilliCpu used, Consumers consumers) {
        MilliCpu online = MilliCpu.ZERO;
        MilliCpu all = MilliCpu.ZERO;
        for (PodObservation pod : consumers.pods) {
            MilliCpu cpu = pod.usage().cpu().toOptional().orElse(MilliCpu.ZERO);
            all = all.plus(cpu);
            online = pod.pod().isBestEffort() ? online : online.plus(cpu);
        }
        for (HostApplicationObservation application : consumers.hostApplications) {
            MilliCpu cpu = application.usage().cpu().toOptional().orElse(MilliCpu.ZERO);
            all = all.plus(cpu);
            online = application.application().isBestEffort() ? online : online.plus(cpu);
        }
        MilliCpu system = used.minus(all).atLeastZero().max(reserved);
        return of(headroom, capacity, used, online, system);
    }

    /** Who uses CPU that is not the system's. */
    record Consumers(List<PodObservation> pods, List<HostApplicationObservation> hostApplications) {}

    /** The target when only the node and the best-effort tier are known: all that the tier does not use is online. */
    static SuppressTarget ofTier(
            Headroom headroom, MilliCpu capacity, MilliCpu reserved, MilliCpu used, MilliCpu bestEffort) {
        MilliCpu rest = used.minus(bestEffort).atLeastZero();
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
