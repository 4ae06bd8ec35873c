package io.sublet.agent.decide.evict;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import java.util.List;

/** What every eviction has to know. */
record EvictionGround(NodeSlo slo, NodeView node, List<PodObservation> pods) {
    /** The ground, or which part of it is not known. */
    sealed interface Look {
        record Known(EvictionGround ground) implements Look {}

        record Unknown(EvictionReason reason) implements Look {}
    }

    static Look look(Observation seen) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return new Look.Unknown(EvictionReason.PolicyUnknown);
        }
        if (!slo.evictions().enabled()) {
            return new Look.Unknown(EvictionReason.NotAskedFor);
        }
        if (!(seen.node() instanceof Reading.Value<NodeView>(NodeView node))) {
            return new Look.Unknown(EvictionReason.NodeUnknown);
        }
        return seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods)
                ? new Look.Known(new EvictionGround(slo, node, pods))
                : new Look.Unknown(EvictionReason.PodsUnknown);
    }
}
