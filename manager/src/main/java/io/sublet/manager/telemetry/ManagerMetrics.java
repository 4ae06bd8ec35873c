package io.sublet.manager.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.view.ClusterView;
import io.sublet.model.reason.ReasonCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** All metrics of the manager, {@code sublet_manager_…}. CPU is in cores, memory in bytes, time in seconds. */
public final class ManagerMetrics {
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
        Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30)
    };

    /** From a report as it comes to one that no offer is made by. */
    private static final Duration[] AGES = {
        Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(1),
        Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(15), Duration.ofHours(1)
    };

    private final MeterRegistry registry;
    private final RuntimeMetrics runtime;
    private final Timer reportAges;
    private final MeterMap<Written, Counter> writes;
    private final MeterMap<Held, Counter> holds;
    private final MeterMap<Concern, Timer> triggersToWrites;
    private final Map<String, AtomicInteger> foreignFields = new ConcurrentHashMap<>();

    private record Written(Concern concern, String result) {}

    private record Held(Concern concern, ReasonCode reason) {}

    public ManagerMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.runtime = new RuntimeMetrics(registry);
        this.writes = new MeterMap<>(write -> Counter.builder("sublet.manager.writes")
                .description("Writes to the API server")
                .tags("concern", write.concern.label(), "result", write.result)
                .register(registry));
        this.holds = new MeterMap<>(hold -> Counter.builder("sublet.manager.holds")
                .description("Passes that wrote nothing, by reason")
                .tags("concern", hold.concern.label(), "reason", hold.reason.name())
                .register(registry));
        this.triggersToWrites = new MeterMap<>(concern -> Timer.builder("sublet.manager.trigger.to.write")
                .description("Time from the event that caused it to the end of a write")
                .tag("concern", concern.label())
                .serviceLevelObjectives(LATENCIES)
                .register(registry));
        this.reportAges = Timer.builder("sublet.manager.node.metric.age")
                .description("How old a node's report was when its offer was looked at; 0 if it is from the future")
                .serviceLevelObjectives(AGES)
                .register(registry);
    }

    /** Requests, watches and work. */
    public RuntimeMetrics runtime() {
        return runtime;
    }

    public void write(Concern concern, Outcome outcome) {
        writes.of(new Written(concern, outcome.label())).increment();
    }

    /** A pass that had no reason to write. */
    public void hold(Concern concern, ReasonCode reason) {
        holds.of(new Held(concern, reason)).increment();
    }

    public void reportAge(Duration age) {
        reportAges.record(age.isNegative() ? Duration.ZERO : age);
    }

    public void triggerToWrite(Concern concern, long nanos) {
        triggersToWrites.of(concern).record(nanos, TimeUnit.NANOSECONDS);
    }

    public void internalError(Concern concern) {
        Counter.builder("sublet.manager.internal.errors")
                .description("Passes that ended by a fault of the manager")
                .tag("concern", concern.label())
                .register(registry)
                .increment();
    }

    public void configLoad(String result) {
        Counter.builder("sublet.manager.config.loads")
                .description("Contents of the ConfigMap that were read")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    public void event(String result) {
        Counter.builder("sublet.manager.events")
                .description("Kubernetes events, by whether the API server took them")
                .tag("result", result)
                .register(registry)
                .increment();
    }

    /** One node more or fewer on which somebody else's value of a NodeSLO field holds. */
    public void foreignField(String field, int change) {
        foreignFields.computeIfAbsent(field, this::foreignFieldGauge).addAndGet(change);
    }

    private AtomicInteger foreignFieldGauge(String field) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder("sublet.manager.nodeslo.foreign.fields", count, AtomicInteger::get)
                .description("Nodes on which somebody else's value of a NodeSLO field holds")
                .tag("field", field)
                .register(registry);
        return count;
    }

    /** What each node offers. */
    public NodeGauges nodeGauges(ClusterView view) {
        return new NodeGauges(registry, view);
    }

    /** A value that is read at each scrape. */
    public void gauge(String name, String description, Map<String, String> tags, Supplier<Number> value) {
        Gauge.Builder<Supplier<Number>> builder =
                Gauge.builder("sublet.manager." + name, value).description(description);
        tags.forEach(builder::tag);
        builder.strongReference(true).register(registry);
    }
}
