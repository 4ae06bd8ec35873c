package io.sublet.manager.console;

import java.util.List;
import java.util.OptionalLong;

/**
 * The cluster's CPU over time.
 *
 * @param source who has kept it, for people
 * @param points the oldest first
 */
public record Timeline(String source, List<Point> points) {
    public Timeline {
        points = List.copyOf(points);
    }

    /**
     * One moment; each amount is in milli-CPUs of the cluster and may not be known.
     *
     * @param epochSecond when
     * @param used by everything
     * @param batch used by batch
     * @param offered to batch
     * @param limit what best effort may use at most
     */
    public record Point(
            long epochSecond, OptionalLong used, OptionalLong batch, OptionalLong offered, OptionalLong limit) {}
}
