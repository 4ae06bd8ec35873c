package io.sublet.agent.cluster;

import io.sublet.model.usage.NodeUsageReport;

/** Takes the reports of this node to its NodeMetric object. */
public interface NodeMetricPublisher {
    /** Hands over a report and returns at once; one that has not been sent yet is replaced by it. */
    void publish(NodeUsageReport report);
}
