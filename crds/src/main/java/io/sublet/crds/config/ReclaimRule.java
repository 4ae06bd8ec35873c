package io.sublet.crds.config;

import io.sublet.model.unit.Percent;
import java.util.Optional;

/**
 * How batch is computed for one resource.
 *
 * @param policy what counts against it
 * @param threshold share of capacity that online and batch together may take; over 100 promises more than there is
 * @param cap upper bound of batch as a share of capacity
 */
public record ReclaimRule(CalculatePolicy policy, Percent threshold, Optional<Percent> cap) {}
