package io.sublet.agent.metrics;

/** Something that has metrics. Asked by the thread that serves them. */
public interface MetricSource {
    void write(Exposition out);
}
