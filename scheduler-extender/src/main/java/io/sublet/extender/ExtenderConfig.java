package io.sublet.extender;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Everything that can be set; an unknown key stops the start. */
@ConfigMapping(prefix = "sublet.extender")
public interface ExtenderConfig {
    /** Pods of these schedulers are ranked, all others pass untouched; {@code *} is every scheduler. */
    @WithDefault("koord-scheduler")
    List<String> schedulerNames();

    /** Namespace of the ConfigMap with the rules; by default the extender's own. */
    Optional<String> configNamespace();

    /** Name of the ConfigMap. */
    @WithDefault("slo-controller-config")
    String configName();

    /** How long a scored pod weighs on its best nodes until it is seen assigned; 0 is not at all. */
    @WithDefault("2s")
    Duration softLoadTtl();

    Limits limits();

    Feed feed();

    Pin pin();

    /** What is answered at all. */
    interface Limits {
        /** Requests at once; one more is answered 503. */
        @WithDefault("16")
        int inFlight();

        /** From the head of a request to its answer; later is answered 503. Keep it at 80 % of the scheduler's timeout. */
        @WithDefault("240ms")
        Duration deadline();

        /** Bytes of a request's body. */
        @WithDefault("134217728")
        long body();
    }

    /** How the cluster is followed. */
    interface Feed {
        /** Least time between two snapshots. */
        @WithDefault("20ms")
        Duration publishInterval();

        /** Requests are refused while a watch has been broken for longer than this. */
        @WithDefault("60s")
        Duration maxDisconnect();
    }

    /** The entry that gives pods CPUs and NUMA nodes of their own. */
    interface Pin {
        /** Whether it is there at all; needs NodeResourceTopology objects. */
        @WithDefault("true")
        boolean enabled();

        /** How pods are bound that do not say how: {@code FullPCPUs} or {@code SpreadByPCPUs}. */
        @WithDefault("FullPCPUs")
        String defaultBindPolicy();

        /** The best score that is sent, 1..100; 10 is as strong as a plugin of weight 1. */
        @WithDefault("10")
        int bestScore();

        Bind bind();

        Lease lease();
    }

    /** How pods are bound. */
    interface Bind {
        /** Bindings at once; one more is answered 503. */
        @WithDefault("128")
        int inFlight();

        /** How long a binding may wait for the right to bind. Keep it at 80 % of the scheduler's timeout. */
        @WithDefault("4s")
        Duration deadline();

        /** The longest time of one request to the API server. */
        @WithDefault("2s")
        Duration requestTimeout();

        /** How long the watch may take to show a pod that was bound, before the API server is asked. */
        @WithDefault("30s")
        Duration watchPatience();
    }

    /** Which of several extenders binds. */
    interface Lease {
        /** Name of the Lease. */
        @WithDefault("sublet-extender-bind")
        String name();

        /** Namespace of the Lease; by default the extender's own. */
        Optional<String> namespace();

        /** How long an extender that is silent is believed to live, more than twice {@code bind.request-timeout}. */
        @WithDefault("10s")
        Duration duration();

        /** How long the right to bind is kept without being used. */
        @WithDefault("60s")
        Duration idle();

        /** Name of this extender, the same after a restart; by default the host's, which is the pod's. */
        Optional<String> replica();
    }
}
