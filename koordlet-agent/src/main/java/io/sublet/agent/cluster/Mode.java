package io.sublet.agent.cluster;

import java.util.Locale;
import java.util.Optional;

/** What the agent may do on its node. */
public enum Mode {
    /** Decide and tell, but write nothing to the kernel. */
    OBSERVE,
    /** Decide and act. */
    ENFORCE,
    /** Decide nothing; give back what is held. Usage is still reported. */
    OFF;

    /** From the configuration or the label; exact, lower case. */
    public static Optional<Mode> parse(String text) {
        for (Mode mode : values()) {
            if (mode.wireName().equals(text)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
