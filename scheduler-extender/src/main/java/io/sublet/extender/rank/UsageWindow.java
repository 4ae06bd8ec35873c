package io.sublet.extender.rank;

import io.sublet.model.usage.Aggregation;
import java.time.Duration;

/**
 * Which reported percentile stands for a node's usage.
 *
 * @param window its window; zero is the longest that the report has
 */
public record UsageWindow(Aggregation aggregation, Duration window) {}
