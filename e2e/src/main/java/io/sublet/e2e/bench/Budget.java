package io.sublet.e2e.bench;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** What a figure may be at most, or has to be at least. */
enum Budget {
    /** An online service beside batch must not have a p99 of more than a fifth above that of running alone. */
    PROTECT_P99_RATIO("protect", "p99_ratio", "arm=sublet", 1.2, true),
    /** From the surge to best effort's floor, by the loop. */
    PROTECT_SURGE_TO_FLOOR("protect", "surge_to_floor_ms", "arm=sublet", 100, true),
    /** Of the CPU that would be idle without batch. */
    PROTECT_IDLE_USED("protect", "idle_cpu_used_ratio", "arm=sublet", 0.85, false),
    /** Of those whom the agent accuses. */
    INTERFERENCE_PRECISION("interference", "precision", "", 0.8, false),
    /** Of those who disturb somebody. */
    INTERFERENCE_RECALL("interference", "recall", "", 0.8, false),
    AGENT_CPU("agent", "cpu_percent_of_core", "pods=100", 0.5, true),
    AGENT_RSS("agent", "rss_mib", "pods=100", 80, true),
    AGENT_START("agent", "start_to_first_report_ms", "", 1000, true),
    /** Of the API server's 2 s for a pod, as good as nothing. */
    WEBHOOK_P99("webhook", "p99_ms", "rate=500", 5, true),
    WEBHOOK_CPU("webhook", "cpu_ms_per_review", "", 0.5, true),
    MANAGER_CPU("manager", "cpu_seconds_per_1000_updates", "", 1.5, true),
    MANAGER_RSS("manager", "rss_mib", "", 1024, true),
    /** The Node's status, and nothing else. */
    MANAGER_REQUESTS("manager", "requests_per_update", "", 1.0, true),
    MANAGER_UNCHANGED("manager", "requests_per_unchanged_update", "", 0, true),
    MANAGER_FILL("manager", "fill_seconds", "nodes=3000", 10, true),
    MANAGER_LATENCY("manager", "latency_p99_ms", "", 1000, true),
    /** Filter and prioritize for one pod, by names of nodes. */
    EXTENDER_HANDLER("extender", "handler_p99_ms", "nodes=5000", 2, true),
    /** Of what the scheduler places without it. */
    EXTENDER_RATE("extender", "pods_per_second_ratio", "nodes=1000", 0.8, false),
    /** Of the deviation that the scheduler leaves without it. */
    EXTENDER_BALANCE("extender", "load_stddev_ratio", "", 1, true),
    WEBHOOK_RSS("webhook", "rss_mib", "", 256, true),
    /** Connection, handshake and review, as the first of them meets the program that just got ready. */
    WEBHOOK_FIRST_REQUEST("webhook", "first_request_ms", "", 100, true);

    private final String bench;
    private final String figure;
    private final String setup;
    private final double bound;
    private final boolean atMost;

    /** @param setup the fact of the setup that it is for, as {@code key=value}; empty for every setup */
    Budget(String bench, String figure, String setup, double bound, boolean atMost) {
        this.bench = bench;
        this.figure = figure;
        this.setup = setup;
        this.bound = bound;
        this.atMost = atMost;
    }

    /** The figure's budget, if it has one for what it was measured on. */
    static Optional<Budget> of(Figure figure) {
        return Arrays.stream(values()).filter(budget -> budget.isFor(figure)).findFirst();
    }

    private boolean isFor(Figure measured) {
        return bench.equals(measured.bench()) && figure.equals(measured.name()) && isOn(measured.setup());
    }

    private boolean isOn(Map<String, Object> measured) {
        return setup.isEmpty()
                || measured.entrySet().stream().anyMatch(fact -> setup.equals(fact.getKey() + "=" + fact.getValue()));
    }

    boolean isMet(Figure measured) {
        return atMost ? measured.value() <= bound : measured.value() >= bound;
    }

    String text() {
        return (atMost ? "≤ " : "≥ ") + bound;
    }
}
