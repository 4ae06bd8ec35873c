package io.sublet.agent;

import java.util.stream.IntStream;

/** The random histories that one try of a costly property goes through: one, and forty with PROPS=long in the environment. */
public final class Histories {
    private static final int NUMBER = "long".equals(System.getenv("PROPS")) ? 40 : 1;

    /** Far apart, whatever the first one. */
    private static final int STRIDE = 0x9E3779B9;

    private Histories() {}

    /** Their seeds. */
    public static IntStream seeds(int first) {
        return IntStream.range(0, NUMBER).map(number -> first + number * STRIDE);
    }
}
