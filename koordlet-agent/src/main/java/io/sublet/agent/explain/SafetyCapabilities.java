package io.sublet.agent.explain;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.observe.Observation;
import io.sublet.model.slo.NodeSlo;
import java.util.List;
import java.util.Optional;

/** Whether pods can be evicted. */
final class SafetyCapabilities {
    private SafetyCapabilities() {}

    static List<Capability> of(Observation seen, NodeSlo slo, Mode mode) {
        return List.of(evictions(seen, slo, mode));
    }

    private static Capability evictions(Observation seen, NodeSlo slo, Mode mode) {
        String feature = "evictions";
        if (!slo.evictions().enabled()) {
            return new Capability(feature, State.OFF, "the policy does not ask for it");
        }
        Optional<String> impossible = seen.evictions().impossible();
        return impossible.isPresent()
                ? new Capability(feature, State.IMPOSSIBLE, impossible.get())
                : Capability.done(feature, mode, "through the Eviction API");
    }
}
