package io.sublet.manager.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class BackoffProps {
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));

    @Property(seed = "1")
    void staysWithinBounds(
            @ForAll @IntRange(min = 1) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
        assertThat(BACKOFF.after(failures, random)).isBetween(Duration.ofMillis(100), Duration.ofSeconds(30));
    }

    @Property(seed = "1")
    void neverShrinksWithFailures(
            @ForAll @IntRange(min = 1, max = 100) int failures,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
        assertThat(BACKOFF.after(failures + 1, random)).isGreaterThanOrEqualTo(BACKOFF.after(failures, random));
    }
}
