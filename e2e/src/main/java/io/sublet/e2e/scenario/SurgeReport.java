package io.sublet.e2e.scenario;

import io.sublet.protocol.json.JsonObject;

/**
 * What an open-loop client saw over one run; latency counts from the moment a request was due.
 *
 * @param completed requests with an answer
 * @param errors requests without one
 * @param p50Millis not a number when nothing was answered
 * @param p99Millis likewise
 * @param p999Millis likewise
 */
public record SurgeReport(long completed, long errors, double p50Millis, double p99Millis, double p999Millis) {
    static SurgeReport of(JsonObject total) {
        return new SurgeReport(
                total.integer("completed").orElseThrow(),
                total.integer("errors").orElseThrow(),
                millis(total, "p50Ms"),
                millis(total, "p99Ms"),
                millis(total, "p999Ms"));
    }

    private static double millis(JsonObject total, String field) {
        return total.number(field).map(Number::doubleValue).orElse(Double.NaN);
    }
}
