package io.sublet.e2e.bench.interference;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What was named on some nodes.
 *
 * @param right names that were true
 * @param wrong names that were not
 * @param episodes in which somebody was disturbed
 * @param times windows until the antagonist was named, ascending, of the episodes in which it was
 */
record Detection(long right, long wrong, long episodes, List<Long> times) {
    /** The sum over nodes, of each a JSON object. */
    static Detection of(List<String> lines) {
        long right = 0;
        long wrong = 0;
        long episodes = 0;
        List<Long> times = new ArrayList<>();
        for (String line : lines) {
            JsonObject node = Json.parseObject(line);
            right += node.integer("right").orElseThrow();
            wrong += node.integer("wrong").orElseThrow();
            episodes += node.integer("episodes").orElseThrow();
            node.list("times").forEach(time -> times.add(((Number) Objects.requireNonNull(time)).longValue()));
        }
        return new Detection(right, wrong, episodes, times.stream().sorted().toList());
    }

    /** Of the names, the part that was true; not a number if there was none. */
    double precision() {
        return (double) right / (right + wrong);
    }

    /** Of the episodes, the part in which the antagonist was named. */
    double recall() {
        return (double) times.size() / episodes;
    }

    /** Within which the given part of the named antagonists were named; not a number if there was none. */
    double windowsUntilNamed(double part) {
        return times.isEmpty() ? Double.NaN : times.get(Math.min(times.size() - 1, (int) (times.size() * part)));
    }
}
