package io.sublet.manager.config;

/** What is in force of a key. */
public enum KeyStanding {
    /** Its content, or the defaults where it has none. */
    IN_FORCE("InForce", true),
    /** Its content, in which something has no effect. */
    IN_FORCE_WITH_WARNINGS("InForceWithWarnings", true),
    /** Its content cannot be used; what it said before holds. */
    LAST_GOOD_IN_FORCE("LastGoodInForce", false),
    /** Its content cannot be used, and there has been no other since the start. */
    NOTHING_IN_FORCE("NothingInForce", false);

    private final String reason;
    private final boolean accepted;

    KeyStanding(String reason, boolean accepted) {
        this.reason = reason;
        this.accepted = accepted;
    }

    /** As the reason of a condition. */
    public String reason() {
        return reason;
    }

    /** Whether the content as it is now holds. */
    public boolean isAccepted() {
        return accepted;
    }
}
