package io.sublet.model.pod;

import java.util.Optional;

/**
 * The colocation QoS class of a pod, the label {@code koordinator.sh/qosClass}. LSE owns its CPUs, LSR has reserved ones
 * that best effort may borrow, LS shares, BE runs on what is left, SYSTEM is the node's own.
 */
public enum QosClass {
    LSE,
    LSR,
    LS,
    BE,
    SYSTEM;

    /** From the label's value, exact case; anything else is no class. */
    public static Optional<QosClass> parse(String text) {
        for (QosClass qos : values()) {
            if (qos.name().equals(text)) {
                return Optional.of(qos);
            }
        }
        return Optional.empty();
    }

    /** The class of a pod without a valid label. A Guaranteed pod is LSR, not LSE: exclusive CPUs have to be asked for. */
    public static QosClass defaultFor(KubeQos kubeQos) {
        return switch (kubeQos) {
            case GUARANTEED -> LSR;
            case BURSTABLE -> LS;
            case BEST_EFFORT -> BE;
        };
    }
}
