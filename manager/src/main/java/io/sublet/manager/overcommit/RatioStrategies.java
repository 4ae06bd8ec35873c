package io.sublet.manager.overcommit;

import io.sublet.crds.config.AmplificationStrategy;
import io.sublet.crds.config.NormalizationStrategy;
import java.util.Optional;

/** What the ConfigMap says about the ratios of one node's capacity; empty as long as there has been no valid one. */
public record RatioStrategies(
        Optional<NormalizationStrategy> normalization, Optional<AmplificationStrategy> amplification) {}
