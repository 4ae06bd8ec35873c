package io.sublet.agent.baseline;

import io.sublet.agent.observe.signal.Band;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** What is usual of one signal of one workload: in each hour of the day (UTC), and at any time. */
final class Baseline {
    private static final int HOURS = 24;

    /** An hour has 120 windows of the usual length, so that it remembers some days. */
    private static final int OF_HOUR = 500;

    private static final int OF_ALL = 2000;

    private static final Reading<Band> TOO_LITTLE = Reading.missing("too little is known of the workload");

    private final Cell[] hours = new Cell[HOURS];
    private final Cell all = new Cell(OF_ALL);
    private Instant updated;

    Baseline(Instant at) {
        updated = at;
        for (int hour = 0; hour < HOURS; hour++) {
            hours[hour] = new Cell(OF_HOUR);
        }
    }

    void add(double level, Instant at) {
        all.add(level);
        hour(at).add(level);
        updated = at;
    }

    private Cell hour(Instant at) {
        return hours[at.atOffset(ZoneOffset.UTC).getHour()];
    }

    /**
     * The band at a time. An hour that has been learned for half as long as is asked for speaks for itself, other ones go by what is usual at any
     * time.
     *
     * @param learning how much must have been learned
     */
    Reading<Band> band(Instant at, Duration learning, Duration window) {
        long needed = Math.max(1, learning.toMillis() / window.toMillis());
        if (all.count() < needed) {
            return TOO_LITTLE;
        }
        long hourly = Math.min(needed, Duration.ofHours(1).toMillis() / window.toMillis()) / 2;
        Cell cell = hour(at).count() >= Math.max(1, hourly) ? hour(at) : all;
        return Reading.of(new Band(cell.mean(), cell.deviation()));
    }

    Instant updated() {
        return updated;
    }

    List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(all.text()));
        for (Cell hour : hours) {
            texts.add(hour.text());
        }
        return texts;
    }

    /** @throws IllegalArgumentException if the texts are none of a baseline */
    static Baseline of(List<String> texts, Instant updated) {
        Baseline baseline = new Baseline(updated);
        if (texts.size() != 1 + HOURS) {
            throw new IllegalArgumentException(texts.size() + " cells");
        }
        baseline.all.read(texts.getFirst());
        for (int hour = 0; hour < HOURS; hour++) {
            baseline.hours[hour].read(texts.get(1 + hour));
        }
        return baseline;
    }
}
