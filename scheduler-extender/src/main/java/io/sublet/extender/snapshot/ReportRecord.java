package io.sublet.extender.snapshot;

import io.sublet.model.usage.NodeUsageReport;
import java.time.Duration;

/**
 * What is kept of a NodeMetric.
 *
 * @param node name of the object and of its node
 * @param interval time between two reports
 */
public record ReportRecord(String node, NodeUsageReport report, Duration interval) {}
