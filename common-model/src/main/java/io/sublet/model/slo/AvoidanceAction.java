package io.sublet.model.slo;

import io.sublet.model.pod.QosClass;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    /** From the text in {@code spec.allowedActions}; empty for an unknown one. */
    public static Optional<AvoidanceAction> parse(String text) {
        return Arrays.stream(values())
                .filter(action -> action.wireName.equals(text))
                .findFirst();
    }

    /**
     * What may be done to a pod of this class under a PodQoS that says this.
     *
     * <p>The class bounds what an object can permit: only BE can be evicted, LS can be throttled on request, LSE, LSR and
     * SYSTEM are left alone. An action that is not known permits nothing.
     *
     * @param allowedActions {@code spec.allowedActions}; null, also where no object governs the pod, is the class's default
     * @return a set that cannot be changed
     */
    public static Set<AvoidanceAction> permitted(QosClass qos, @Nullable List<String> allowedActions) {
        if (allowedActions == null) {
            return qos == QosClass.BE ? most(qos) : Set.of();
        }
        Set<AvoidanceAction> permitted = EnumSet.noneOf(AvoidanceAction.class);
        allowedActions.forEach(text -> parse(text).ifPresent(permitted::add));
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
