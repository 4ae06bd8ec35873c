package io.sublet.model.slo;

import io.sublet.model.pod.QosClass;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What may be done to a pod to protect the online services of its node. */
public enum AvoidanceAction {
    /** Take CPU away from it. */
    THROTTLE("Throttle"),
    /** Remove it from the node. */
    EVICT("Evict");

    private final String wireName;

    AvoidanceAction(String wireName) {
        this.wireName = wireName;
    }

    /** The text in {@code spec.allowedActions}. */
    public String wireName() {
        return wireName;
    }

    /** From the text in {@code spec.allowedActions}; empty for an unknown one, which permits nothing. */
    public static Optional<AvoidanceAction> parse(String text) {
        return Arrays.stream(values())
                .filter(action -> action.wireName.equals(text))
                .findFirst();
    }

    /**
     * What may be done to a pod of this class under a PodQoS that says this.
     *
     * <p>The class bounds what an object can permit: only BE can be evicted, LS can be throttled on request, LSE, LSR and
     * SYSTEM are left alone.
     *
     * @param allowed {@code spec.allowedActions}; absent, also where no object governs the pod, is the class's default
     * @return a set that cannot be changed
     */
    public static Set<AvoidanceAction> permitted(QosClass qos, Optional<Set<AvoidanceAction>> allowed) {
        if (allowed.isEmpty()) {
            return qos == QosClass.BE ? most(qos) : Set.of();
        }
        Set<AvoidanceAction> permitted = EnumSet.noneOf(AvoidanceAction.class);
        permitted.addAll(allowed.get());
        permitted.retainAll(most(qos));
        return Collections.unmodifiableSet(permitted);
    }

    private static Set<AvoidanceAction> most(QosClass qos) {
        return switch (qos) {
            case BE -> Collections.unmodifiableSet(EnumSet.allOf(AvoidanceAction.class));
            case LS -> Set.of(THROTTLE);
            case LSE, LSR, SYSTEM -> Set.of();
        };
    }
}
