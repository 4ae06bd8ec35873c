package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.Source;
import io.sublet.model.reading.Reading;

/** The CPU time of a control group with all below it, as the kernel counts it. */
public final class CpuCounter implements AutoCloseable {
    private final CgroupVersion version;
    private final boolean isRoot;
    private final Source file;
    private boolean understood = true;

    /** Reads nothing yet. */
    public CpuCounter(CgroupFs cgroups, CgroupPath path) {
        this.version = cgroups.version();
        this.isRoot = path.equals(CgroupPath.ROOT);
        this.file = new Source(cgroups.open(path, Knob.CPU_USAGE));
    }

    /** Nanoseconds, or {@link AsciiText#NONE}; {@link #why} then says why. */
    public long nanos(AsciiText text) {
        if (!file.read(text)) {
            understood = true;
            return AsciiText.NONE;
        }
        long nanos = version == CgroupVersion.V2 && isRoot ? ofRoot(text) : GroupReader.usedNanos(text, version);
        understood = nanos != AsciiText.NONE;
        return nanos;
    }

    /** On v2 the root's {@code usage_usec} counts what the hypervisor gave to others (steal) as well. */
    private static long ofRoot(AsciiText text) {
        long user = text.countOf("user_usec");
        long system = text.countOf("system_usec");
        return user == AsciiText.NONE || system == AsciiText.NONE || user + system > Long.MAX_VALUE / 1000
                ? AsciiText.NONE
                : (user + system) * 1000;
    }

    /** Why there was no value. */
    public <T> Reading<T> why() {
        return understood ? file.missing() : file.notUnderstood();
    }

    @Override
    public void close() {
        file.close();
    }
}
