package io.sublet.manager.kube;

import java.util.Map;
import java.util.Optional;

/** Who is told that something in the cluster has changed. Called on the informers' threads, so it must be quick. */
public interface ClusterListener {
    /** A Node's record is new, different or gone. */
    void nodeChanged(String node);

    /** Only what a Node offers is different in its record. */
    void offerChanged(String node);

    /** A NodeMetric's record is new, gone, or of another spec. */
    void metricChanged(String node);

    /** Only the report of a NodeMetric is different in its record. */
    void reportChanged(String node);

    /** A NodeSLO's record is new, different or gone. */
    void sloChanged(String node);

    /** A NodeResourceTopology's record is new, different or gone. */
    void topologyChanged(String node);

    /** A pod on the node is new, different or gone. */
    void podsChanged(String node);

    /** The record of a PodQoS is new, different or gone; or that of a namespace is, while namespaces are watched. */
    void podQosChanged();

    /** The ConfigMap's data, or nothing if there is none. */
    void configChanged(Optional<Map<String, String>> data);
}
