package io.sublet.extender.rank;

import io.sublet.model.pod.LabelSelector;
import io.sublet.protocol.UsageThresholds;

/**
 * Nodes with thresholds of their own.
 *
 * @param name for a person
 * @param nodes which nodes, by their labels
 * @param thresholds laid over those of the cluster
 */
public record NodeGroup(String name, LabelSelector nodes, UsageThresholds thresholds) {}
