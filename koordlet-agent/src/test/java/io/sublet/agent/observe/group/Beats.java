package io.sublet.agent.observe.group;

import java.time.Duration;

/** Beats of a second on a machine with four CPUs. */
public final class Beats {
    private Beats() {}

    public static Beat at(long second) {
        return new Beat(second, second * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
    }
}
