package io.sublet.model.cpu;

import java.util.Optional;

/** Which of several places that fit is taken. */
public enum AllocateStrategy {
    /** The emptiest: pods are spread. */
    LEAST("LeastAllocated"),
    /** The fullest: large places stay free. */
    MOST("MostAllocated");

    private final String wireName;

    AllocateStrategy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Orders amounts of what is free, the one to try first first. */
    int compare(int oneFree, int otherFree) {
        return this == MOST ? Integer.compare(oneFree, otherFree) : Integer.compare(otherFree, oneFree);
    }

    /**
     * The strategy of that name in the protocol. {@code DistributeEvenly} is declared there, without a meaning of its own; it
     * counts as {@link #LEAST}, as in Koordinator.
     */
    public static Optional<AllocateStrategy> parse(String wireName) {
        return switch (wireName) {
            case "MostAllocated" -> Optional.of(MOST);
            case "LeastAllocated", "DistributeEvenly" -> Optional.of(LEAST);
            default -> Optional.empty();
        };
    }
}
