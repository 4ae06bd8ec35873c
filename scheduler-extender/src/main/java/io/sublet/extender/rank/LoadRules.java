package io.sublet.extender.rank;

import io.sublet.protocol.UsageThresholds;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything by which load is judged, of one moment.
 *
 * @param resources that are looked at
 * @param policy the same for all nodes
 * @param estimator of pods that no report covers
 * @param padding how long a pod counts with its estimate at least
 * @param profile thresholds of nodes that neither a group nor an annotation says otherwise of
 * @param groups of nodes with thresholds of their own; the first that selects a node counts
 * @param scale of the scores that are sent
 */
public record LoadRules(
        LoadResources resources,
        LoadPolicy policy,
        Estimator estimator,
        PaddingTime padding,
        UsageProfile profile,
        List<NodeGroup> groups,
        ScoreScale scale) {
    public static final LoadRules DEFAULT = new LoadRules(
            LoadResources.CPU_MEMORY,
            LoadPolicy.DEFAULT,
            Estimator.DEFAULT,
            PaddingTime.NONE,
            UsageProfile.DEFAULT,
            List.of(),
            ScoreScale.DEFAULT);

    public LoadRules {
        groups = List.copyOf(groups);
    }

    /** The group of a node with these labels. */
    public Optional<NodeGroup> groupOf(Map<String, String> labels) {
        return groups.stream().filter(group -> group.nodes().selects(labels)).findFirst();
    }

    /**
     * The thresholds of a node.
     *
     * @param annotation what the node says itself, which is stronger than its group
     */
    public UsageProfile profileOf(Map<String, String> labels, UsageThresholds annotation) {
        UsageProfile ofGroup = groupOf(labels)
                .map(group -> profile.overlaidBy(group.thresholds(), resources))
                .orElse(profile);
        return ofGroup.overlaidBy(annotation, resources);
    }

    /** What the candidate will use by these rules. */
    public LoadVector estimate(PodShape pod) {
        return estimator.estimate(pod);
    }
}
