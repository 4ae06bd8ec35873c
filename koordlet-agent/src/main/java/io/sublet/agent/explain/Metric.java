package io.sublet.agent.explain;

/** The metrics of the agent, in the text form of Prometheus. CPU is in cores, memory in bytes, time in seconds. */
public enum Metric {
    NODE_CPU("sublet_agent_node_cpu_cores", "gauge", "CPU used by the node"),
    NODE_MEMORY("sublet_agent_node_memory_bytes", "gauge", "Memory used by the node"),
    SYSTEM_CPU("sublet_agent_system_cpu_cores", "gauge", "CPU used by the node beside its pods"),
    BEST_EFFORT_CPU("sublet_agent_best_effort_cpu_cores", "gauge", "CPU used by the best-effort tier"),
    BEST_EFFORT_LIMIT("sublet_agent_best_effort_limit_cores", "gauge", "CPU the best-effort tier may use by its quota"),
    BEST_EFFORT_CPUS("sublet_agent_best_effort_cpus", "gauge", "CPUs the best-effort tier may run on"),
    BEST_EFFORT_IDLE("sublet_agent_best_effort_idle", "gauge", "1 while the best-effort tier is in the idle class"),
    SUPPRESS_TARGET("sublet_agent_suppress_target_cores", "gauge", "CPU that suppression aims at"),
    MODE("sublet_agent_mode", "gauge", "1 for the mode in force"),
    HELD("sublet_agent_held_knobs", "gauge", "Knobs that differ from their original value because of the agent"),
    PODS("sublet_agent_pods", "gauge", "Pods that hold resources"),
    ACTIONS("sublet_agent_actions_total", "counter", "Writes that policies asked for, by policy and result"),
    WRITES("sublet_agent_cgroup_writes_total", "counter", "Writes to control groups, by knob and result"),
    HOLDS("sublet_agent_holds_total", "counter", "Ticks in which a policy changed nothing, by reason"),
    LOOP_BUCKET("sublet_agent_loop_duration_seconds", "histogram", "How long a tick took"),
    LAST_SUCCESS("sublet_agent_last_success_timestamp_seconds", "gauge", "When the last tick ended well"),
    SLO_REJECTED("sublet_agent_nodeslo_rejected_total", "counter", "NodeSLO objects that were invalid"),
    INTERNAL_ERRORS("sublet_agent_internal_errors_total", "counter", "Bugs caught, by place"),
    FEED_CONNECTED("sublet_agent_watch_connected", "gauge", "1 while a watch on the API server is open"),
    FEED_LISTS("sublet_agent_watch_lists_total", "counter", "Full lists read from the API server"),
    REPORTS("sublet_agent_reports_total", "counter", "Usage reports, by result"),
    MISSING("sublet_agent_missing_readings_total", "counter", "Values that could not be read, by source");

    private final String series;
    private final String type;
    private final String help;

    Metric(String series, String type, String help) {
        this.series = series;
        this.type = type;
        this.help = help;
    }

    public String series() {
        return series;
    }

    String header() {
        return "# HELP " + series + " " + help + "\n# TYPE " + series + " " + type + "\n";
    }
}
