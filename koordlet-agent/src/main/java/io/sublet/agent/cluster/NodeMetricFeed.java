package io.sublet.agent.cluster;

import io.sublet.model.reading.Reading;
import io.sublet.model.usage.CollectPolicy;

/** What this node's NodeMetric object asks for. */
public interface NodeMetricFeed {
    /** Missing while there is no such object, so that there is nothing to report to. */
    Reading<CollectPolicy> collectPolicy();
}
