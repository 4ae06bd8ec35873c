package io.sublet.extender.rank;

import io.sublet.model.usage.NodeUsageReport;
import java.time.Duration;

/**
 * What is kept of a NodeMetric.
 *
 * @param node name of the object and of its node
 * @param interval time between two reports
 */
public record NodeReport(String node, NodeUsageReport usage, Duration interval) {}
