package io.sublet.agent.explain;

import io.sublet.agent.cluster.Mode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One thing that was asked of the agent, and whether this node lets it be done. */
public record Capability(String feature, State state, String reason) {
    /** How far a feature goes on this node. */
    public enum State {
        /** Done, or would be done as soon as there is a reason to. */
        ENFORCED,
        /** Done in part, or by another means than asked for. */
        DEGRADED,
        /** Cannot be done here. */
        IMPOSSIBLE,
        /** Decided, not done: the node is only observed. */
        OBSERVED,
        /** Not asked for. */
        OFF
    }

    /** A feature that is asked for and can be done here, as far as the node's mode lets it. */
    static Capability done(String feature, Mode mode, String how) {
        return switch (mode) {
            case ENFORCE -> new Capability(feature, State.ENFORCED, how);
            case OBSERVE -> new Capability(feature, State.OBSERVED, how + "; the node is only observed");
            case OFF -> new Capability(feature, State.OFF, "the node is switched off");
        };
    }

    public Map<String, Object> json() {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("feature", feature);
        entry.put("state", state.name().toLowerCase(Locale.ROOT));
        entry.put("reason", reason);
        return entry;
    }
}
