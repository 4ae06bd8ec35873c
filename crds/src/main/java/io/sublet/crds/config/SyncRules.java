package io.sublet.crds.config;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * When a Node is written.
 *
 * @param degradeAfter age of a report beyond which nothing is offered
 * @param refreshAfter time since the last write beyond which any difference is written
 * @param differenceThreshold share of the published amount beyond which a difference is written at once, in (0, 1]
 */
public record SyncRules(Duration degradeAfter, Duration refreshAfter, BigDecimal differenceThreshold) {}
