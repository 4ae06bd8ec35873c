package io.sublet.agent.runtime;

import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/** Who is asked by a runtime, and told. None of these fails. */
public interface ContainerHook {
    /** What became of a request; the label of a metric. */
    enum Result {
        /** Something else than what was asked for is given. */
        ADJUSTED,
        /** All is given as it was asked for. */
        AS_ASKED,
        /** Something else would be given, were the node enforced. */
        PLANNED,
        /** Too little is known, or could be stored; the container is left to the next tick. */
        LEFT,
        /** There was no answer in time, so that the container is left to the next tick. */
        LATE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a container is to have instead of what was asked for; nothing to leave it at that. */
    record Answer(Result result, Map<Knob, KnobValue> values) {
        public Answer {
            values = Map.copyOf(values);
        }

        /** All as it was asked for. */
        public static Answer none(Result result) {
            return new Answer(result, Map.of());
        }
    }

    /** Asks what a container is to have; waits for the answer no longer than it may. */
    Answer ask(ContainerRequest request, Duration atMost);

    /**
     * The container runs, so that what it was to have stands in its group.
     *
     * @param id with the runtime's prefix
     */
    void started(String id);

    /** The container is no more. */
    void gone(String id);
}
