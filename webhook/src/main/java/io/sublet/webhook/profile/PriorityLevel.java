package io.sublet.webhook.profile;

/**
 * A PriorityClass object as pods get it.
 *
 * @param name of the object
 * @param value {@code spec.priority} of its pods
 * @param preemptionPolicy {@code PreemptLowerPriority} or {@code Never}
 */
public record PriorityLevel(String name, int value, String preemptionPolicy) {}
