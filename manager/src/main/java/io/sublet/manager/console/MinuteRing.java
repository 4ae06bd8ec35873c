package io.sublet.manager.console;

import io.sublet.manager.console.Timeline.Point;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The last day, a point for each minute, in a fixed amount of memory. Safe for any number of threads. */
public final class MinuteRing {
    private static final int MINUTES = 24 * 60;
    private static final int FIELDS = 4;
    /** More points than a chart has room for show nothing more. */
    private static final int MOST_POINTS = 360;

    private final long[] values = new long[MINUTES * FIELDS];
    private long written;

    /** Keeps a moment and forgets that of a day before. Nothing is kept of a cluster of which nothing is measured. */
    public synchronized void add(FleetPicture picture) {
        FleetPicture.Sums sums = picture.sums();
        if (sums.measured() == 0) {
            return;
        }
        int at = (int) (written % MINUTES) * FIELDS;
        values[at] = picture.at().getEpochSecond();
        values[at + 1] = sums.used().cpu().value();
        values[at + 2] = sums.batch().cpu().value();
        values[at + 3] = sums.offered().cpu().value();
        written++;
    }

    /** What is kept of the time before, evenly thinned out to what a chart can show. */
    public synchronized List<Point> since(Instant now, Duration back) {
        long from = now.minus(back).getEpochSecond();
        List<Point> points = new ArrayList<>();
        for (long i = Math.max(0, written - MINUTES); i < written; i++) {
            Point point = point((int) (i % MINUTES) * FIELDS);
            if (point.epochSecond() >= from) {
                points.add(point);
            }
        }
        return thinned(points);
    }

    private Point point(int at) {
        return new Point(
                values[at],
                OptionalLong.of(values[at + 1]),
                OptionalLong.of(values[at + 2]),
                OptionalLong.of(values[at + 3]),
                OptionalLong.empty());
    }

    private static List<Point> thinned(List<Point> points) {
        int step = Math.ceilDiv(points.size(), MOST_POINTS);
        List<Point> some = new ArrayList<>();
        // Counted from the end, so that the newest is always there.
        for (int i = points.size() - 1; i >= 0; i -= Math.max(1, step)) {
            some.addFirst(points.get(i));
        }
        return some;
    }
}
