package io.sublet.agent.explain;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Brings what one tick saw and did into the metrics. */
public final class TickMetrics {
    private final Metrics metrics;

    public TickMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** What was seen. */
    public void seen(Observation seen, Mode mode) {
        put(Metric.NODE_CPU, "node-cpu", seen.used().cpu(), TickMetrics::cores);
        put(Metric.NODE_MEMORY, "node-memory", seen.used().memory(), Bytes::value);
        put(Metric.SYSTEM_CPU, "system-cpu", seen.system().cpu(), TickMetrics::cores);
        put(Metric.BEST_EFFORT_CPU, "tier-cpu", seen.tier().flatMap(BestEffortTier::used), TickMetrics::cores);
        put(Metric.BEST_EFFORT_CPUS, "tier-cpus", seen.tier().flatMap(BestEffortTier::effective), CpuSet::size);
        put(Metric.BEST_EFFORT_IDLE, "tier-idle", seen.tier().flatMap(BestEffortTier::idle), idle -> idle ? 1 : 0);
        quota(seen);
        metrics.clear(Metric.MODE);
        metrics.set(Metric.MODE, Metrics.label("mode", mode.wireName()), 1);
        metrics.set(Metric.HELD, seen.held().size());
        List<PodObservation> pods = seen.pods().toOptional().orElse(List.of());
        metrics.set(Metric.PODS, pods.size());
        long podsMissing =
                pods.stream().filter(pod -> pod.usage().cpu().isMissing()).count();
        if (podsMissing > 0) {
            metrics.add(Metric.MISSING, Metrics.label("source", "pod-cpu"), (double) podsMissing);
        }
    }

    private void quota(Observation seen) {
        metrics.clear(Metric.BEST_EFFORT_LIMIT);
        if (seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier)
                && tier.quota() instanceof Reading.Value<CpuQuota>(CpuQuota quota)
                && !quota.isUnlimited()) {
            tier.period()
                    .toOptional()
                    .ifPresent(period -> metrics.set(Metric.BEST_EFFORT_LIMIT, cores(quota.cpu(period))));
        }
    }

    private static double cores(MilliCpu cpu) {
        return cpu.value() / 1000.0;
    }

    private <T> void put(Metric metric, String source, Reading<T> reading, ToDoubleFunction<T> value) {
        switch (reading) {
            case Reading.Value<T>(T known) -> metrics.set(metric, value.applyAsDouble(known));
            case Reading.Missing<T> missing -> {
                metrics.clear(metric);
                metrics.add(Metric.MISSING, Metrics.label("source", source), 1);
            }
        }
    }

    /** What one policy decided, and what became of it. */
    public void decided(Verdict verdict, List<Outcome> outcomes) {
        Object target = verdict.reason().facts().get("target");
        if (target instanceof String text && text.endsWith("m")) {
            metrics.set(Metric.SUPPRESS_TARGET, Long.parseLong(text.substring(0, text.length() - 1)) / 1000.0);
        }
        String policy = Metrics.label("policy", verdict.policy());
        if (verdict instanceof Verdict.Hold) {
            String reason = Metrics.label("reason", verdict.reason().code().name());
            metrics.add(Metric.HOLDS, policy + "," + reason, 1);
        }
        for (Outcome outcome : outcomes) {
            String result = Metrics.label("result", outcome.result());
            metrics.add(
                    Metric.ACTIONS,
                    Metrics.label("action", outcome.write().action().getClass().getSimpleName()) + "," + policy + ","
                            + result,
                    1);
            if (outcome instanceof Outcome.Applied || outcome instanceof Outcome.Rejected) {
                String knob = Metrics.label("knob", outcome.write().key().knob().name());
                metrics.add(Metric.WRITES, knob + "," + result, 1);
            }
        }
    }
}
