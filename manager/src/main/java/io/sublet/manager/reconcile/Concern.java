package io.sublet.manager.reconcile;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What is kept right about a node, the configuration or PodQoS, each by a reconciler of its own. */
public enum Concern {
    /** The NodeMetric object: what the agent measures. */
    METRIC,
    /** The NodeSLO object: the rules that the agent follows. */
    SLO,
    /** Extended resources and ratios of the Node. */
    CAPACITY,
    /** Batch resources in the zones of the NodeResourceTopology; follows each pass over the capacity. */
    ZONES,
    /** What the status object says about the ConfigMap. */
    CONFIG,
    /** The status of all PodQoS objects. */
    POD_QOS;

    /** Those that are due when something about a node has changed. */
    public static Set<Concern> ofNodes() {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(ZONES, CONFIG, POD_QOS)));
    }

    /** As in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
