package io.sublet.manager;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The manager's configuration; in the environment {@code SUBLET_MANAGER_CONFIG_NAMESPACE} and so on. */
@ConfigMapping(prefix = "sublet.manager")
public interface ManagerConfig {
    /** Namespace of the ConfigMap; by default the manager's own. */
    Optional<String> configNamespace();

    /** Name of the ConfigMap. */
    @WithDefault("slo-controller-config")
    String configName();

    /** Threads that reconcile, 1..64. Nearly all of their time they wait for the API server. */
    @WithDefault("8")
    int workers();

    /** Field managers whose fields of NodeSLO are taken over, because this manager stands in for them. */
    @WithDefault("koord-manager,koordinator-manager")
    Set<String> supersedes();

    /** Whether each node's offer is a metric of its own: four series per node. */
    @WithDefault("false")
    boolean nodeMetrics();

    LeaderElection leaderElection();

    Console console();

    /** The page for people at {@code /console/}. */
    interface Console {
        /** Whether the page is served. */
        @WithDefault("true")
        boolean enabled();

        /** Where Prometheus is, as {@code http://prometheus.monitoring:9090}; without it the page shows this process's own minutes. */
        Optional<URI> prometheusUrl();
    }

    /** Which of several managers writes. */
    interface LeaderElection {
        /** Whether managers choose one that writes; off where there is one only. */
        @WithDefault("true")
        boolean enabled();

        /** Name of the Lease. */
        @WithDefault("sublet-manager")
        String leaseName();

        /** Namespace of the Lease; by default the manager's own. */
        Optional<String> namespace();

        /** How long a leader that is silent is believed to live, 4s..10m. */
        @WithDefault("30s")
        Duration leaseDuration();
    }
}
