package io.sublet.webhook.review;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sublet.model.reason.Reason;
import java.time.Duration;
import java.util.Locale;

/** What the webhook counts about reviews. */
public final class ReviewMetrics {
    private final MeterRegistry registry;
    private final Timer duration;

    public ReviewMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.duration = Timer.builder("sublet_webhook_review")
                .description("Time from the end of the request's body to the answer, without TLS")
                .serviceLevelObjectives(
                        Duration.ofNanos(500_000),
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(20),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1))
                .register(registry);
        for (Answer.Result result : Answer.Result.values()) {
            reviews(result.name());
        }
    }

    /** One answer. */
    public void answered(Answer answer, Duration took) {
        duration.record(took);
        reviews(answer.result().name()).increment();
        for (Reason reason : answer.reasons()) {
            Counter.builder("sublet_webhook_decisions")
                    .description("Reasons of the decisions about pods")
                    .tag("reason", reason.code().name())
                    .register(registry)
                    .increment();
        }
    }

    /** A call that could not be answered with a review: malformed, too large, or one too many. */
    public void refused(String cause) {
        reviews(cause).increment();
    }

    private Counter reviews(String result) {
        return Counter.builder("sublet_webhook_reviews")
                .description("Calls of the API server by result; FAILED_OPEN and OVERLOADED pods went on unchanged")
                .tag("result", result.toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
