package io.sublet.agent;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Every setting of the agent: name, default and meaning. An empty default means that there is none. */
enum ConfigKey {
    NODE_NAME("", "name of this node's Node object; required"),
    API_SERVER("", "URL of the API server; by default that of the pod's cluster"),
    TOKEN_FILE(
            "/var/run/secrets/kubernetes.io/serviceaccount/token",
            "bearer token for the API server; read again when it changes; may be absent"),
    CA_FILE(
            "/var/run/secrets/kubernetes.io/serviceaccount/ca.crt",
            "certificate authority of the API server; the platform's if the file is absent"),
    PROMETHEUS_URL("", "URL of the Prometheus that rules may query; without one such rules have no number"),
    MODE("observe", "observe: decide and tell; enforce: act; off: only report; the node label sublet.io/mode wins"),
    CGROUP_ROOT("/sys/fs/cgroup", "where the host's control groups are mounted"),
    KUBELET_CGROUP_ROOT("auto", "the kubelet's --cgroup-root; auto finds it"),
    PROC_ROOT("/proc", "where the host's /proc is mounted"),
    SYS_ROOT("/sys", "where the host's /sys is mounted"),
    CPU_MANAGER_STATE("/var/lib/kubelet/cpu_manager_state", "the kubelet's record of its CPU manager"),
    KUBELET_CONFIG(
            "/var/lib/kubelet/config.yaml",
            "the kubelet's configuration file; need not exist, its command line is looked at too"),
    KUBELET_ROOT("/var/lib/kubelet", "the kubelet's directory; looked into only where best effort leaves full disks"),
    RUNTIME_ROOT("/var/lib/containerd", "directory of the container runtime, as the host names it; likewise"),
    POD_LOGS("/var/log/pods", "directory of the pods' logs; likewise"),
    STATE_DIR("/var/lib/sublet-agent", "directory for the journal of original values and the ledger of decisions"),
    RECORD_OBSERVATIONS(
            "acts",
            "which observations are kept for replay: none; acts, one in a minute in which something is done; or all,"
                    + " some 16 MiB"),
    NRI_SOCKET(
            "",
            "socket of the container runtime's NRI, /var/run/nri/nri.sock: containers have their values before they run, not a tick later"),
    RESTORE_ON_EXIT("true", "whether an orderly end gives back all that is held"),
    REPORT_TOPOLOGY("true", "whether the NodeResourceTopology of the node is kept"),
    COLLECT_CPI(
            "false",
            "whether cycles and instructions of containers are counted, 10 s a minute; needs CAP_PERFMON and hardware"
                    + " counters"),
    PREDICTION_COLD_START(
            "24h", "how long a pod, and what is known of its usage, must be before its peak is predicted, 1m..168h"),
    TICK("1s", "time between two observations, 100ms..10s"),
    FAST_TICK("20ms", "time between two looks at node and best-effort tier, 10ms..1s"),
    BLIND_AFTER("10s", "how long node usage may be missing before best effort gets its minimum, 1s..10m"),
    EVICTIONS_PER_MINUTE("3", "the most pods that are evicted in any minute, by whatever rules, 0..60; 0 evicts none"),
    KUBELET_MIN_UPTIME("30s", "how long the kubelet must have been up before best effort is made idle, 0s..1h"),
    HTTP_HOST("0.0.0.0", "address to serve metrics and decisions on"),
    HTTP_PORT("9316", "port to serve on, 0..65535; 0 takes a free one"),
    POD_METRICS("false", "whether each pod and container has series of its own in /metrics"),
    KOORDLET_METRICS(
            "false",
            "whether /metrics has the names of koordlet too, for its dashboards; of pods only with pod-metrics"),
    LOG_LEVEL("info", "error, warn, info or debug");

    /** Of a part of a name by which the rest can be found. */
    private static final int FEWEST_LETTERS = 3;

    /** Letters too many, too few or wrong; with more of them nearly every name is near. */
    private static final int MOST_SLIPS = 2;

    private final String defaultValue;
    private final String help;

    ConfigKey(String defaultValue, String help) {
        this.defaultValue = defaultValue;
        this.help = help;
    }

    /** The name in files and, behind two dashes, on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String environmentVariable() {
        return "SUBLET_AGENT_" + name();
    }

    String defaultValue() {
        return defaultValue;
    }

    String help() {
        return help;
    }

    static Optional<ConfigKey> of(String key) {
        return Arrays.stream(values()).filter(known -> known.key().equals(key)).findFirst();
    }

    /** The known names that may have been meant: those that hold what was given, else those that it is a slip away from. */
    static List<String> near(String key) {
        String given = key.toLowerCase(Locale.ROOT).replace('_', '-');
        List<String> holding = known(name -> given.length() >= FEWEST_LETTERS && name.contains(given));
        return holding.isEmpty() ? known(name -> distance(name, given) <= MOST_SLIPS) : holding;
    }

    private static List<String> known(Predicate<String> condition) {
        return Arrays.stream(values()).map(ConfigKey::key).filter(condition).toList();
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
