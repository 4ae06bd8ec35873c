package io.sublet.agent.observe.group;

import io.sublet.model.reading.Reading;

/** The pressure on a control group, or on the node, by resource. */
public record GroupPressure(Reading<Pressure> cpu, Reading<Pressure> memory, Reading<Pressure> io) {
    public static GroupPressure missing(String cause) {
        return new GroupPressure(Reading.missing(cause), Reading.missing(cause), Reading.missing(cause));
    }
}
