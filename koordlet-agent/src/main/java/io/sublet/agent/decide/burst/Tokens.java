package io.sublet.agent.decide.burst;

import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;

/**
 * What a container has saved up for its raised quota, in percent of its limit times seconds. It saves while it uses less than 60 % of
 * the limit, and spends what it uses above the limit.
 *
 * @param amount at most the capacity either way; the container may be raised while it is over zero
 * @param at since boot, when it was counted
 */
record Tokens(double amount, Duration at) {
    private static final double SAVES_BELOW = 60;

    /**
     * Those of a container that has just been met: less than half of the capacity, each container another part, so that not all of
     * them run out at once.
     *
     * @param id of the container
     */
    static Tokens first(String id, Duration period, Percent most, Duration now) {
        double part = Math.floorMod(id.hashCode(), 1000) / 2000.0;
        return new Tokens(part * capacity(period, most), now);
    }

    /**
     * After so much was used until now.
     *
     * @param limit more than zero
     */
    Tokens after(MilliCpu used, MilliCpu limit, Duration period, Percent most, Duration now) {
        double seconds = Math.max(0, now.minus(at).toMillis() / 1000.0);
        double percent = 100.0 * used.value() / limit.value();
        double change = percent >= 100 ? 100 - percent : percent < SAVES_BELOW ? 100 - percent : 0;
        double capacity = capacity(period, most);
        return new Tokens(Math.clamp(amount + change * seconds, -capacity, capacity), now);
    }

    boolean allow() {
        return amount > 0;
    }

    private static double capacity(Duration period, Percent most) {
        return (double) period.toSeconds() * Math.max(0, most.value() - 100);
    }
}
