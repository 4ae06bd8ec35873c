package io.sublet.model.cpu;

import java.util.Optional;

/** Whether pods on one NUMA node and pods across several keep apart. */
public enum NumaExclusive {
    /** They need not. */
    NONE(""),
    /** Where there is a choice. */
    PREFERRED("Preferred"),
    /** Always. */
    REQUIRED("Required");

    private final String wireName;

    NumaExclusive(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The value of that name in the protocol; empty text is {@link #NONE}. */
    public static Optional<NumaExclusive> parse(String wireName) {
        for (NumaExclusive exclusive : values()) {
            if (exclusive.wireName.equals(wireName)) {
                return Optional.of(exclusive);
            }
        }
        return Optional.empty();
    }
}
