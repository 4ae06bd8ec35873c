package io.sublet.model.slo;

import io.sublet.model.pod.QosClass;
import java.util.Map;

/**
 * How the kernel's scheduler treats classes of pods: {@code cpuQOS} of each class in {@code resourceQOSStrategy} of NodeSLO.
 *
 * @param policy by which means
 * @param classes those that NodeSLO knows: LSR, which LSE pods belong to as well, LS, BE and SYSTEM
 */
public record SchedulingRule(Policy policy, Map<QosClass, ClassRule> classes) {
    /** Nothing is enabled. */
    public static final SchedulingRule DEFAULT = new SchedulingRule(
            Policy.GROUP_IDENTITY,
            Map.of(
                    QosClass.LSR, ClassRule.defaultFor(QosClass.LSR),
                    QosClass.LS, ClassRule.defaultFor(QosClass.LS),
                    QosClass.BE, ClassRule.defaultFor(QosClass.BE),
                    QosClass.SYSTEM, ClassRule.defaultFor(QosClass.SYSTEM)));

    /** By which means classes are told apart. */
    public enum Policy {
        /** The kernel's group identity, where it has one. */
        GROUP_IDENTITY,
        /** Core scheduling: processes of different classes never share a physical core at one time. */
        CORE_SCHED
    }

    /**
     * How one class is treated.
     *
     * @param enabled off means that nothing is set for it
     * @param identity the kernel's bvt_warp_ns, -1..2; more runs sooner
     * @param idle whether it runs only where nobody else wants to
     * @param expeller whether it does not share a physical core with other classes
     */
    public record ClassRule(boolean enabled, int identity, boolean idle, boolean expeller) {
        /** The peer's. */
        public static ClassRule defaultFor(QosClass qos) {
            return switch (qos) {
                case LSE, LSR, LS -> new ClassRule(false, 2, false, true);
                case BE -> new ClassRule(false, -1, false, false);
                case SYSTEM -> new ClassRule(false, 0, false, false);
            };
        }
    }

    public SchedulingRule {
        classes = Map.copyOf(classes);
    }

    /** How a class is treated. */
    public ClassRule of(QosClass qos) {
        QosClass known = qos == QosClass.LSE ? QosClass.LSR : qos;
        return classes.getOrDefault(known, ClassRule.defaultFor(known));
    }

    /** Whether the class is told apart by group identity. */
    public boolean hasIdentity(QosClass qos) {
        return policy == Policy.GROUP_IDENTITY && of(qos).enabled();
    }
}
