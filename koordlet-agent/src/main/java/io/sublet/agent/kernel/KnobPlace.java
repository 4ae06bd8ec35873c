package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;

/**
 * Knobs that are not files of control groups: of resctrl, of processes, of network devices. Their groups have paths as control
 * groups have; what a path means is the place's own affair. What the kernel does is a value, as in {@link KernelFiles}.
 */
public interface KnobPlace {
    /** The knob's text now. */
    Reading<String> text(CgroupPath group, Knob knob);

    FileResult write(CgroupPath group, Knob knob, String text);

    /** As {@link KernelFiles#identity}. */
    Identity identity(CgroupPath group, Knob knob);
}
