package io.sublet.manager.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sublet.manager.reconcile.Concern;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the manager's machinery does: requests, watches, work. Each meter is looked up by its tags and made once. */
public final class RuntimeMetrics {
    /** A pass is arithmetic of microseconds, or one request. */
    private static final Duration[] PASSES = millis(1, 5, 10, 25, 50, 100, 250, 500, 1000, 5000);

    private static final Duration[] WAITS = millis(1, 10, 50, 100, 500, 1000, 5000, 30_000);
    private static final Duration[] REQUESTS = millis(5, 10, 25, 50, 100, 250, 500, 1000, 5000, 10_000);

    private final MeterMap<Answered, Timer> requests;
    private final MeterMap<WatchEvent, Counter> watchEvents;
    private final MeterProvider<Counter> unreadable;
    private final MeterMap<Concern, Timer> passes;
    private final MeterMap<Concern, Timer> waits;
    private final MeterProvider<Counter> retries;
    private final Counter pauses;

    private record Answered(String verb, String kind, int code) {}

    private record WatchEvent(String kind, String type) {}

    RuntimeMetrics(MeterRegistry registry) {
        MeterProvider<Timer> requestTimers = Timer.builder("sublet.manager.api.request.duration")
                .description(
                        "Requests to the API server by verb, kind and HTTP code; 0 is no answer; a watch until it is open")
                .serviceLevelObjectives(REQUESTS)
                .withRegistry(registry);
        this.requests = new MeterMap<>(answer -> requestTimers.withTags(
                "verb", answer.verb, "kind", answer.kind, "code", Integer.toString(answer.code)));
        MeterProvider<Counter> eventCounters = Counter.builder("sublet.manager.informer.events")
                .description("Events that watches brought")
                .withRegistry(registry);
        this.watchEvents = new MeterMap<>(event -> eventCounters.withTags("kind", event.kind, "type", event.type));
        this.unreadable = Counter.builder("sublet.manager.informer.unreadable")
                .description("Objects that could not be understood and were left as they were known")
                .withRegistry(registry);
        MeterProvider<Timer> passTimers = Timer.builder("sublet.manager.reconcile.duration")
                .description("Passes over one concern of one node, with their request if they made one")
                .serviceLevelObjectives(PASSES)
                .withRegistry(registry);
        this.passes = new MeterMap<>(concern -> passTimers.withTag("concern", concern.label()));
        MeterProvider<Timer> waitTimers = Timer.builder("sublet.manager.queue.wait")
                .description("How long work that was due waited for a worker")
                .serviceLevelObjectives(WAITS)
                .withRegistry(registry);
        this.waits = new MeterMap<>(concern -> waitTimers.withTag("concern", concern.label()));
        this.retries = Counter.builder("sublet.manager.retries")
                .description("Passes whose write failed and is tried again")
                .withRegistry(registry);
        this.pauses = Counter.builder("sublet.manager.queue.pauses")
                .description("Times at which all work was held because the API server did not answer")
                .register(registry);
    }

    private static Duration[] millis(long... values) {
        Duration[] durations = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            durations[i] = Duration.ofMillis(values[i]);
        }
        return durations;
    }

    /** @param code of HTTP, or 0 without an answer */
    public void apiRequest(String verb, String kind, int code, long nanos) {
        requests.of(new Answered(verb, kind, code)).record(nanos, TimeUnit.NANOSECONDS);
    }

    /** @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR} */
    public void watchEvent(String kind, String type) {
        watchEvents.of(new WatchEvent(kind, type)).increment();
    }

    public void unreadable(String kind) {
        unreadable.withTag("kind", kind).increment();
    }

    public void pass(Concern concern, long nanos) {
        passes.of(concern).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void queueWait(Concern concern, long nanos) {
        waits.of(concern).record(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    public void retry(Concern concern) {
        retries.withTag("concern", concern.label()).increment();
    }

    public void pause() {
        pauses.increment();
    }
}
