package io.sublet.extender.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sublet.extender.bind.BindAnswer;
import io.sublet.extender.reply.Answer;
import io.sublet.model.reason.ReasonCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The metrics of requests, {@code sublet_extender_*}. */
public final class ExtenderMetrics {
    /** Around the budget of 2 ms and the usual timeouts of the scheduler. */
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(300)
    };

    private final MeterRegistry registry;
    /** How a request ended. */
    public enum Outcome {
        OK("ok"),
        /** The pod was not bound, for a reason that the answer says. */
        NOT_BOUND("not_bound"),
        /** The pod is none of ours. */
        BYPASSED("bypassed"),
        /** The caches are not filled, or the watches are broken. */
        NOT_READY("not_ready"),
        /** Too many requests at once. */
        SHED("shed"),
        /** The deadline passed. */
        LATE("late"),
        /** The body is no question. */
        MALFORMED("malformed"),
        /** A bug. */
        ERROR("error");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }
    }

    public ExtenderMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A content of the configuration was read. */
    public void configLoad(boolean rejected) {
        Counter.builder("sublet_extender_config_loads_total")
                .description("Contents of the key load-aware-config that were read")
                .tag("result", rejected ? "rejected" : "accepted")
                .register(registry)
                .increment();
    }

    /** The number of requests of an entry that are being answered, to be kept by the caller. */
    AtomicInteger inFlight(String entry) {
        AtomicInteger inFlight = new AtomicInteger();
        Gauge.builder("sublet_extender_inflight", inFlight, AtomicInteger::get)
                .description("Requests that are being answered")
                .tag("entry", entry)
                .register(registry);
        return inFlight;
    }

    /** The meters of one verb, to be kept by the caller. */
    VerbMeters verb(String entry, String verb) {
        return new VerbMeters(entry, verb);
    }

    void bound(BindAnswer answer) {
        Counter.builder("sublet_extender_binds_total")
                .description("Orders to bind a pod, by what became of them")
                .tag("result", answer.result().label())
                .register(registry)
                .increment();
    }

    /** Of one verb of an entry. Meters are looked up once: a look-up costs more than many an answer. */
    final class VerbMeters {
        private final Map<Outcome, Counter> requests = new ConcurrentHashMap<>();
        private final Map<ReasonCode, Counter> refused = new ConcurrentHashMap<>();
        private final String entry;
        private final String verb;
        private final Timer duration;

        private VerbMeters(String entry, String verb) {
            this.entry = entry;
            this.verb = verb;
            this.duration = Timer.builder("sublet_extender_request_duration")
                    .description("Time from the head of a request to its answer")
                    .tag("entry", entry)
                    .tag("verb", verb)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
        }

        String verb() {
            return verb;
        }

        void request(Outcome outcome, long nanos) {
            requests.computeIfAbsent(outcome, this::requests).increment();
            switch (outcome) {
                case SHED -> counter("sublet_extender_shed_total", "Requests that were one too many at once");
                case BYPASSED -> counter("sublet_extender_bypassed_total", "Requests about pods that are not ours");
                default -> {
                    // counted above alone
                }
            }
            duration.record(nanos, TimeUnit.NANOSECONDS);
        }

        private Counter requests(Outcome outcome) {
            return Counter.builder("sublet_extender_requests_total")
                    .description("Requests of the scheduler by entry, verb and outcome")
                    .tag("entry", entry)
                    .tag("verb", verb)
                    .tag("outcome", outcome.label)
                    .register(registry);
        }

        private void counter(String name, String description) {
            Counter.builder(name)
                    .description(description)
                    .tag("entry", entry)
                    .register(registry)
                    .increment();
        }

        void refused(Answer answer) {
            answer.refused()
                    .forEach((code, count) ->
                            refused.computeIfAbsent(code, this::refused).increment(count));
        }

        private Counter refused(ReasonCode code) {
            return Counter.builder("sublet_extender_nodes_filtered_total")
                    .description("Nodes that were refused to a pod, by reason")
                    .tag("reason", code.name())
                    .register(registry);
        }
    }
}
