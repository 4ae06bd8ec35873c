package io.sublet.manager.reconcile;

import java.util.Locale;

/** What is kept right about a node, each by a reconciler of its own. */
public enum Concern {
    /** The NodeMetric object: what the agent measures. */
    METRIC,
    /** The NodeSLO object: the rules that the agent follows. */
    SLO,
    /** Batch resources in the Node's status. */
    CAPACITY;

    /** As in metrics and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
