package io.sublet.agent.runtime.nri;

import java.util.Optional;

/** What a runtime tells of; the numbers are those of the enumeration Event of the API. */
enum NriEvent {
    CREATE_CONTAINER(4, "CreateContainer"),
    POST_START_CONTAINER(7, "PostStartContainer"),
    UPDATE_CONTAINER(8, "UpdateContainer"),
    STOP_CONTAINER(10, "StopContainer"),
    REMOVE_CONTAINER(11, "RemoveContainer");

    private final int number;
    private final String method;

    NriEvent(int number, String method) {
        this.number = number;
        this.method = method;
    }

    /** The call that asks, or that newer runtimes have for the event. */
    String method() {
        return method;
    }

    /** The bit of a subscription. */
    private int bit() {
        return 1 << (number - 1);
    }

    /** The subscription for all of them. */
    static int all() {
        int mask = 0;
        for (NriEvent event : values()) {
            mask |= event.bit();
        }
        return mask;
    }

    /** By the number in a StateChangeEvent. */
    static Optional<NriEvent> of(long number) {
        for (NriEvent event : values()) {
            if (event.number == number) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** By the call that newer runtimes have for each event. */
    static Optional<NriEvent> of(String method) {
        for (NriEvent event : values()) {
            if (event.method.equals(method)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }
}
