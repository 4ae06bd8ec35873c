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
    /** Batch resources in the Node's status. */
    CAPACITY,
    /** What the status object says about the ConfigMap. */
    CONFIG,
    /** The status of all PodQoS objects. */
    POD_QOS;

    /** Those that each node has. */
    public static Set<Concern> ofNodes() {
        return Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(CONFIG, POD_QOS)));
    }

    /** As in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
