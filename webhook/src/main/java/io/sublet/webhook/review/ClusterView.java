package io.sublet.webhook.review;

import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.selection.PodQosScope;
import io.sublet.webhook.selection.SelectedItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the cluster right now. Answers come from memory, but for a namespace that is too new to be there. */
public interface ClusterView {

    /** Whether everything has been seen once. Before, no answer about profiles means anything. */
    boolean isComplete();

    /** In the order of their names. */
    List<Profile> profiles();

    /** Why each profile that applies to no pod because it is invalid is so, by name. */
    Map<String, String> invalidProfiles();

    /** PriorityClass objects by name. */
    Map<String, PriorityLevel> priorityLevels();

    /** Labels of all Nodes by name; empty as long as they are not known. */
    Optional<Map<String, Map<String, String>>> nodeLabels();

    /** Items of the ConfigMap {@code slo-controller-config} by its keys, as far as they can be read. */
    Map<String, List<SelectedItem>> configItems();

    /** Of all PodQoS objects. */
    List<PodQosScope> podQosScopes();

    /** Empty if there is no such namespace, or that cannot be told now. */
    Optional<Map<String, String>> namespaceLabels(String namespace);
}
