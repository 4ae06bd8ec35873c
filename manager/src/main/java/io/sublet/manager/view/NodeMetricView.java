package io.sublet.manager.view;

import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import java.util.Optional;

/**
 * What the manager keeps of a NodeMetric.
 *
 * @param asked the collect policy in its spec; empty where it is absent or incomplete
 * @param report the last report, without its percentile windows, which batch does not use
 */
public record NodeMetricView(String name, Optional<CollectPolicy> asked, NodeUsageReport report) {}
