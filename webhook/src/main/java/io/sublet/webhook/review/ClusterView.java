package io.sublet.webhook.review;

import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Profile;
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

    /** Empty if there is no such namespace. */
    Optional<Map<String, String>> namespaceLabels(String namespace);
}
