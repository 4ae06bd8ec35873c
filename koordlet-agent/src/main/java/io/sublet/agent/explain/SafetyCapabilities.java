package io.sublet.agent.explain;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.runtime.RuntimeStatus;
import io.sublet.model.slo.NodeSlo;
import java.util.List;
import java.util.Optional;

/** Whether pods can be evicted, and whether containers have their values before they run. */
public final class SafetyCapabilities {
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

    /** By how it stands with the container runtime. */
    public static Capability beforeStart(RuntimeStatus runtime, Mode mode) {
        String feature = "beforeStart";
        return switch (runtime) {
            case RuntimeStatus.NotAsked() ->
                new Capability(feature, State.OFF, "no nri-socket is set; containers get their values within a tick");
            case RuntimeStatus.Disconnected(String cause) ->
                new Capability(feature, State.DEGRADED, "containers get their values within a tick: " + cause);
            case RuntimeStatus.Connected(String name) -> Capability.done(feature, mode, "by the NRI of " + name);
        };
    }
}
