package io.sublet.model.pod;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The colocation priority class of a pod: a band of Kubernetes priorities. Mid runs on what prod has reserved and is
 * predicted not to use, batch on what is unused now, free on nothing promised.
 */
public enum PriorityClass {
    PROD("koord-prod", 9000, 9999),
    MID("koord-mid", 7000, 7999),
    BATCH("koord-batch", 5000, 5999),
    FREE("koord-free", 3000, 3999),
    /** Outside every band. */
    NONE("", 0, 0);

    private final String wireName;
    private final int lowest;
    private final int highest;

    PriorityClass(String wireName, int lowest, int highest) {
        this.wireName = wireName;
        this.lowest = lowest;
        this.highest = highest;
    }

    /** The name of the Kubernetes PriorityClass and the value of the label {@code koordinator.sh/priority-class}. */
    public String wireName() {
        return wireName;
    }

    /** The priority by which a class stands when a pod has none of its own; 0 for {@link #NONE}. */
    public int defaultPriority() {
        return this == NONE ? 0 : lowest + 500;
    }

    /** From a name; an unknown one is {@link #NONE}. */
    public static PriorityClass ofName(String name) {
        for (PriorityClass priority : values()) {
            if (priority.wireName.equals(name)) {
                return priority;
            }
        }
        return NONE;
    }

    /** From {@code spec.priority}: the band that holds it. */
    public static PriorityClass ofPriority(int priority) {
        for (PriorityClass candidate : values()) {
            if (candidate != NONE && candidate.lowest <= priority && priority <= candidate.highest) {
                return candidate;
            }
        }
        return NONE;
    }

    /** What is written on the pod: the label if it is there, even with an unknown name, else the band of the priority. */
    public static PriorityClass declared(Optional<String> label, OptionalInt priority) {
        if (label.isPresent()) {
            return ofName(label.get());
        }
        return priority.isPresent() ? ofPriority(priority.getAsInt()) : NONE;
    }

    /** This class, or for {@link #NONE} the one that follows from the QoS class: best effort is batch, the rest prod. */
    public PriorityClass orDefaultFor(QosClass qos) {
        if (this != NONE) {
            return this;
        }
        return qos == QosClass.BE ? BATCH : PROD;
    }

    /** Whether pods of this class run on reclaimed resources of the class batch or on none, so that prod comes first. */
    public boolean yieldsToOnline() {
        return this == BATCH || this == FREE;
    }
}
