package io.sublet.manager.metric;

import io.sublet.manager.reconcile.Outcome;
import io.sublet.model.usage.CollectPolicy;

/** Writes NodeMetric objects. */
public interface NodeMetricWriter {
    /** Makes the spec ask for this; creates the object if there is none. */
    Outcome apply(String node, CollectPolicy policy);

    Outcome delete(String node);
}
