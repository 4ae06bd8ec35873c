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
}
