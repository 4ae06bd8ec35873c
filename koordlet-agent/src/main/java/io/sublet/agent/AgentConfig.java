package io.sublet.agent;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.replay.ObservationLog;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of one process; see {@link ConfigKey} for their meaning. Which rules the node obeys is NodeSLO's business. */
record AgentConfig(
        ClusterSettings cluster, Paths paths, Timing timing, Reporting reporting, Serving serving, Acting acting) {
    /** Whether it acts unless the Node says otherwise. */
    Mode mode() {
        return acting.mode;
    }

    /** How to reach the cluster. */
    record ClusterSettings(String nodeName, URI apiServer, String tokenFile, String caFile, Optional<URI> prometheus) {
        ClusterSettings {
            if (nodeName.isEmpty()) {
                throw new ConfigException("node-name is required");
            }
            if (apiServer.getHost() == null || !List.of("http", "https").contains(apiServer.getScheme())) {
                throw new ConfigException("api-server must be an http or https URL, was " + apiServer);
            }
            prometheus.ifPresent(url -> {
                if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
                    throw new ConfigException("prometheus-url must be an http or https URL, was " + url);
                }
            });
        }
    }

    /** Where the machine is, and where state is kept. */
    record Paths(
            String cgroupRoot,
            String kubeletCgroupRoot,
            String procRoot,
            String sysRoot,
            String cpuManagerState,
            String kubeletConfig,
            Disks disks,
            String stateDir) {
        Paths {
            requireAbsolute(ConfigKey.CGROUP_ROOT, cgroupRoot);
            requireAbsolute(ConfigKey.PROC_ROOT, procRoot);
            requireAbsolute(ConfigKey.SYS_ROOT, sysRoot);
            requireAbsolute(ConfigKey.CPU_MANAGER_STATE, cpuManagerState);
            requireAbsolute(ConfigKey.KUBELET_CONFIG, kubeletConfig);
            requireAbsolute(ConfigKey.STATE_DIR, stateDir);
            if (!kubeletCgroupRoot.equals("auto")) {
                requireAbsolute(ConfigKey.KUBELET_CGROUP_ROOT, kubeletCgroupRoot);
            }
        }

        private static void requireAbsolute(ConfigKey key, String path) {
            if (!path.startsWith("/")) {
                throw new ConfigException(key.key() + " must be an absolute path, was '" + path + "'");
            }
        }
    }

    /** Where files of pods are. */
    record Disks(String kubelet, String runtime, String podLogs) {
        Disks {
            Paths.requireAbsolute(ConfigKey.KUBELET_ROOT, kubelet);
            Paths.requireAbsolute(ConfigKey.RUNTIME_ROOT, runtime);
            Paths.requireAbsolute(ConfigKey.POD_LOGS, podLogs);
        }
    }

    /** Periods and limits of time. */
    record Timing(Duration tick, Duration fastTick, Duration blindAfter, Duration kubeletMinUptime) {
        Timing {
            requireIn(ConfigKey.TICK, tick, Duration.ofMillis(100), Duration.ofSeconds(10));
            requireIn(ConfigKey.FAST_TICK, fastTick, Duration.ofMillis(10), Duration.ofSeconds(1));
            requireIn(ConfigKey.BLIND_AFTER, blindAfter, Duration.ofSeconds(1), Duration.ofMinutes(10));
            requireIn(ConfigKey.KUBELET_MIN_UPTIME, kubeletMinUptime, Duration.ZERO, Duration.ofHours(1));
            if (fastTick.compareTo(tick) > 0) {
                throw new ConfigException("fast-tick must not be longer than tick");
            }
        }
    }

    private static void requireIn(ConfigKey key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new ConfigException(
                    key.key() + " must be in " + text(least) + ".." + text(most) + ", was " + text(value));
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** What is measured and told beside the node's usage. */
    record Reporting(boolean topology, boolean cpi, Duration predictionColdStart) {
        Reporting {
            requireIn(ConfigKey.PREDICTION_COLD_START, predictionColdStart, Duration.ofMinutes(1), Duration.ofDays(7));
        }
    }

    /**
     * What is done to pods, and what of that can be replayed.
     *
     * @param nriSocket through which the container runtime asks before it starts a container; empty if it is not to ask
     */
    record Acting(Mode mode, int evictionsPerMinute, ObservationLog.Keep observations, Optional<String> nriSocket) {
        private static final int MOST_EVICTIONS = 60;

        Acting {
            if (evictionsPerMinute < 0 || evictionsPerMinute > MOST_EVICTIONS) {
                throw new ConfigException(ConfigKey.EVICTIONS_PER_MINUTE.key() + " must be in 0.." + MOST_EVICTIONS
                        + ", was " + evictionsPerMinute);
            }
            nriSocket.ifPresent(path -> Paths.requireAbsolute(ConfigKey.NRI_SOCKET, path));
        }
    }

    /**
     * What is shown beside the node's own series.
     *
     * @param pods series of each pod and container
     * @param koordlet the names of koordlet too
     */
    record Series(boolean pods, boolean koordlet) {}

    /** What is shown, and how the process ends. */
    record Serving(String httpHost, int httpPort, Series series, String logLevel, boolean restoreOnExit) {
        private static final List<String> LEVELS = List.of("error", "warn", "info", "debug");

        Serving {
            if (httpPort < 0 || httpPort > 65535) {
                throw new ConfigException("http-port must be in 0..65535, was " + httpPort);
            }
            if (!LEVELS.contains(logLevel)) {
                throw new ConfigException("log-level must be one of " + LEVELS + ", was " + logLevel);
            }
        }
    }
}
