package io.sublet.model.pod;

import java.util.Optional;

/** The QoS class that Kubernetes itself derives from requests and limits; it decides where the kubelet puts the cgroup. */
public enum KubeQos {
    GUARANTEED("Guaranteed"),
    BURSTABLE("Burstable"),
    BEST_EFFORT("BestEffort");

    private final String wireName;

    KubeQos(String wireName) {
        this.wireName = wireName;
    }

    /** The text of {@code status.qosClass}. */
    public String wireName() {
        return wireName;
    }

    /** From {@code status.qosClass}; empty for an unknown text. */
    public static Optional<KubeQos> parse(String text) {
        for (KubeQos qos : values()) {
            if (qos.wireName.equals(text)) {
                return Optional.of(qos);
            }
        }
        return Optional.empty();
    }
}
