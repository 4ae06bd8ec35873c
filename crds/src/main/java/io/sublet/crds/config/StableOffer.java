package io.sublet.crds.config;

import io.sublet.model.unit.Percent;
import java.time.Duration;

/**
 * How slowly batch is raised. Lowering it is immediate; raising it goes only as far as what could have been offered for most of
 * the last minutes, so that a short trough of the online load gives no promise that has to be broken.
 *
 * @param enabled off raises at once, as the protocol's own manager does
 * @param hold the minutes looked back on, 1 s to 1 h
 * @param quantile which of the possible offers of that time is the most that is given: 0 the lowest, 100 the highest
 */
public record StableOffer(boolean enabled, Duration hold, Percent quantile) {
    /** In {@code extensions} of a colocation strategy. */
    public static final String EXTENSION = "sublet.io/stable-offer";
}
