package io.sublet.agent.act;

import java.util.List;

/**
 * What of the kernel's values is not what it was without an agent.
 *
 * @param values how many this agent holds
 * @param ofLaterVersions names of those that a later version has changed, and that this one cannot give back
 */
public record Holding(int values, List<String> ofLaterVersions) {
    public static final Holding NOTHING = new Holding(0, List.of());

    public Holding {
        ofLaterVersions = List.copyOf(ofLaterVersions);
    }

    public boolean isNothing() {
        return values == 0 && ofLaterVersions.isEmpty();
    }

    /** For a person. */
    public String text() {
        String own = values == 0 ? "nothing is held" : values + " values are held";
        return ofLaterVersions.isEmpty()
                ? own
                : own + "; a later version of the agent has changed, and alone can give back: "
                        + String.join(", ", ofLaterVersions);
    }
}
