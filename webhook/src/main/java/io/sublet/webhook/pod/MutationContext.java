package io.sublet.webhook.pod;

import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * What mutators know besides the pod.
 *
 * @param profiles in the order of their names
 * @param namespaceLabels of the pod's namespace
 * @param priorityLevels PriorityClass objects by name
 * @param keepsResources no pod's resources are translated
 * @param marking which pods are marked for the extender
 * @param draw yields 0..99, each equally likely; asked once per profile that applies by chance
 */
public record MutationContext(
        List<Profile> profiles,
        Map<String, String> namespaceLabels,
        Map<String, PriorityLevel> priorityLevels,
        boolean keepsResources,
        PinMarking marking,
        IntSupplier draw) {}
