package io.sublet.agent.observe.signal;

import io.sublet.model.reading.Reading;

/**
 * A signal of a pod in a window.
 *
 * @param level of the window
 * @param band of its workload; missing while too little has been learned
 */
public record Signal(Reading<Double> level, Reading<Band> band) {
    private static final Reading<Band> NOT_JUDGED = Reading.missing("not judged yet");

    /** A level of which nobody has said what is usual. */
    public Signal(Reading<Double> level) {
        this(level, NOT_JUDGED);
    }
}
