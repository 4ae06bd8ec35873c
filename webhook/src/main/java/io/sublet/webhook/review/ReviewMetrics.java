package io.sublet.webhook.review;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sublet.model.reason.Reason;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the webhook counts about reviews, by route. */
public final class ReviewMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofSeconds(1)
    };

    private final MeterRegistry registry;

    /** By route, then by reason: asking the registry costs as much as a small pod. */
    private final Map<String, Map<String, Counter>> decisions = new ConcurrentHashMap<>();

    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private final Map<String, DistributionSummary> patchSizes = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Counter>> results = new ConcurrentHashMap<>();

    /** @param routes that are counted from the start, so that their rates have a beginning */
    public ReviewMetrics(MeterRegistry registry, Routes routes) {
        this.registry = registry;
        for (String path : routes.paths()) {
            Route route = routes.at(path).orElseThrow();
            duration(route);
            for (Answer.Result result : Answer.Result.values()) {
                reviews(route, result.name());
            }
        }
    }

    /**
     * One answer.
     *
     * @param patchSize bytes of its patch, 0 without one
     */
    public void answered(Route route, Answer answer, int patchSize, Duration took) {
        duration(route).record(took);
        if (patchSize > 0) {
            patchSizes.computeIfAbsent(route.name(), this::patchSize).record(patchSize);
        }
        reviews(route, answer.result().name()).increment();
        Map<String, Counter> counters = decisions.computeIfAbsent(route.name(), name -> new ConcurrentHashMap<>());
        for (Reason reason : answer.reasons()) {
            counters.computeIfAbsent(reason.code().name(), code -> decision(route, code))
                    .increment();
        }
    }

    /** A call that could not be answered with a review: malformed, too large, or one too many. */
    public void refused(Route route, String cause) {
        reviews(route, cause).increment();
    }

    private Counter decision(Route route, String code) {
        return Counter.builder("sublet_webhook_decisions")
                .description("Reasons of the decisions")
                .tag("route", route.name())
                .tag("reason", code)
                .register(registry);
    }

    private DistributionSummary patchSize(String route) {
        return DistributionSummary.builder("sublet_webhook_patch_bytes")
                .description("Size of the patches in answers")
                .tag("route", route)
                .register(registry);
    }

    private Timer duration(Route route) {
        return durations.computeIfAbsent(
                route.name(),
                name -> Timer.builder("sublet_webhook_review")
                        .description("Time from the end of the request's body to the answer, without TLS")
                        .tag("route", name)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
    }

    private Counter reviews(Route route, String result) {
        return results.computeIfAbsent(route.name(), name -> new ConcurrentHashMap<>())
                .computeIfAbsent(
                        result,
                        word -> Counter.builder("sublet_webhook_reviews")
                                .description(
                                        "Calls of the API server by result; FAILED_OPEN and OVERLOADED requests went"
                                                + " on as they came")
                                .tag("route", route.name())
                                .tag("result", word.toLowerCase(Locale.ROOT))
                                .register(registry));
    }
}
