package io.sublet.agent.metrics;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What is counted as it happens, and how long ticks take. */
public final class Counters implements MetricSource {
    /** What there is to count. */
    public enum Name {
        ACTIONS(
                "sublet_agent_actions_total",
                "action,policy,result",
                "Writes that policies asked for, by policy and result"),
        CONFLICTS(
                "sublet_agent_conflicts_total",
                "knob,policy",
                "Knobs found with another program's value where the agent had written"),
        WRITES("sublet_agent_cgroup_writes_total", "knob,result", "Writes to control groups, by knob and result"),
        HOLDS("sublet_agent_holds_total", "policy,reason", "Ticks in which a policy changed nothing, by reason"),
        INTERNAL_ERRORS("sublet_agent_internal_errors_total", "where", "Bugs caught, by place"),
        MISSING("sublet_agent_missing_readings_total", "source", "Values that could not be read, by source"),
        RUNTIME_CALLS(
                "sublet_agent_runtime_calls_total",
                "call,result",
                "Questions of the container runtime before it makes or changes a container, by result"),
        OVERRUNS("sublet_agent_loop_overruns_total", "", "Ticks that took longer than their period");

        private final String series;
        private final String labels;
        private final String help;

        Name(String series, String labels, String help) {
            this.series = series;
            this.labels = labels;
            this.help = help;
        }

        private List<String> labels() {
            return labels.isEmpty() ? List.of() : List.of(labels.split(",", -1));
        }
    }

    private static final double[] LOOP_BUCKETS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1};

    private final Map<Name, Map<List<String>, LongAdder>> counts = new EnumMap<>(Name.class);
    private final LongAdder[] loopBuckets = new LongAdder[LOOP_BUCKETS.length + 1];
    private double loopSeconds;

    /** All at zero. */
    public Counters() {
        for (int i = 0; i < loopBuckets.length; i++) {
            loopBuckets[i] = new LongAdder();
        }
    }

    /**
     * Counts one more.
     *
     * @param labels the values, in the order of the counter's labels
     */
    public void count(Name name, String... labels) {
        add(name, 1, labels);
    }

    public synchronized void add(Name name, long number, String... labels) {
        counts.computeIfAbsent(name, key -> new LinkedHashMap<>())
                .computeIfAbsent(List.of(labels), key -> new LongAdder())
                .add(number);
    }

    /** Counts the duration of a tick. */
    public synchronized void loop(double seconds) {
        int bucket = 0;
        while (bucket < LOOP_BUCKETS.length && seconds > LOOP_BUCKETS[bucket]) {
            bucket++;
        }
        loopBuckets[bucket].increment();
        loopSeconds += seconds;
    }

    @Override
    public synchronized void write(Exposition out) {
        counts.forEach((name, byLabels) -> {
            List<String> names = name.labels();
            out.family(name.series, Exposition.Type.COUNTER, name.help);
            byLabels.forEach((values, count) -> {
                String[] labels = new String[names.size() * 2];
                for (int i = 0; i < names.size(); i++) {
                    labels[2 * i] = names.get(i);
                    labels[2 * i + 1] = values.get(i);
                }
                out.sample(count.sum(), labels);
            });
        });
        out.family("sublet_agent_loop_duration_seconds", Exposition.Type.HISTOGRAM, "How long a tick took");
        long sum = 0;
        for (int i = 0; i < loopBuckets.length; i++) {
            sum += loopBuckets[i].sum();
            String bound = i < LOOP_BUCKETS.length ? Exposition.number(LOOP_BUCKETS[i]) : "+Inf";
            out.line("_bucket", sum, "le", bound);
        }
        out.line("_sum", loopSeconds).line("_count", sum);
    }
}
