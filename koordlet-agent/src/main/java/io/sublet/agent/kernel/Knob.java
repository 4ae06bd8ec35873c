package io.sublet.agent.kernel;

import io.sublet.model.unit.CpuSet;
import java.util.Optional;

/**
 * What the agent reads and writes in a control group: the controller and the file of each version, and how its text becomes
 * a value. Files are described in cgroup-v1/ and cgroup-v2.rst of the kernel's documentation.
 */
public enum Knob {
    /** CPU time per period; {@link KnobValue.Quota}, microseconds. On v2 the first word of cpu.max. */
    CPU_QUOTA("cpu", "cpu.cfs_quota_us", "cpu.max"),
    /** Length of the quota's period; microseconds, 1000..1000000. On v2 the second word of cpu.max. Never written. */
    CPU_PERIOD("cpu", "cpu.cfs_period_us", "cpu.max"),
    /** Share of CPU under contention; 2..262144 on v1, 1..10000 on v2. Cannot be written while the group is idle. */
    CPU_SHARES("cpu", "cpu.shares", "cpu.weight"),
    /** 1 puts the group into the idle scheduling class. Setting it to 0 resets the shares to the kernel's default. */
    CPU_IDLE("cpu", "cpu.idle", "cpu.idle"),
    /**
     * Quota that was left over and may be used later; microseconds, at most the quota. A kernel refuses a quota below it and, but for
     * some vendors' kernels, a burst above the quota.
     */
    CPU_BURST("cpu", "cpu.cfs_burst_us", "cpu.max.burst"),
    /** How much sooner a group runs than others, -1..2; only on kernels with group identity (Alibaba Cloud Linux, Anolis). */
    CPU_BVT("cpu", "cpu.bvt_warp_ns", "cpu.bvt_warp_ns"),
    /** The CPUs that were asked for; {@link KnobValue.Cpus}. */
    CPUSET("cpuset", "cpuset.cpus", "cpuset.cpus"),
    /** The CPUs that the group really has. Never written. */
    CPUSET_EFFECTIVE("cpuset", "cpuset.effective_cpus", "cpuset.cpus.effective"),
    /** CPU time used; nanoseconds on v1, microseconds behind usage_usec on v2. Never written. */
    CPU_USAGE("cpuacct", "cpuacct.usage", "cpu.stat"),
    /** All memory charged to the group with its page cache; bytes. Never written. */
    MEMORY_USAGE("memory", "memory.usage_in_bytes", "memory.current"),
    /** Most memory; bytes, a multiple of the page size, -1 for no limit. */
    MEMORY_LIMIT("memory", "memory.limit_in_bytes", "memory.max"),
    /** Memory by kind. Never written. */
    MEMORY_STAT("memory", "memory.stat", "memory.stat"),
    /** Pages by NUMA node. Never written. */
    MEMORY_NUMA_STAT("memory", "memory.numa_stat", "memory.numa_stat"),
    /** Pages by how long they have been idle; only where the kernel has kidled. Never written. */
    MEMORY_IDLE_PAGES("memory", "memory.idle_page_stats", "memory.idle_page_stats"),
    /** How often the quota ran out. On v2 the file of {@link #CPU_USAGE}. Never written. */
    CPU_THROTTLING("cpu", "cpu.stat", "cpu.stat"),
    /** Time lost for want of CPU; see psi.rst. On v1 in the unified hierarchy beside it, or on some kernels as here. */
    CPU_PRESSURE("cpuacct", "cpu.pressure", "cpu.pressure"),
    /** Time lost for want of memory. */
    MEMORY_PRESSURE("cpuacct", "memory.pressure", "memory.pressure"),
    /** Time lost in waiting for disks. */
    IO_PRESSURE("cpuacct", "io.pressure", "io.pressure");

    /** Beyond any machine's memory, below the largest number of whole pages of any size. */
    private static final long NO_LIMIT_BYTES = 1L << 62;

    private static final long LARGEST_PAGE = 1L << 16;

    private final String controller;
    private final String fileV1;
    private final String fileV2;

    Knob(String controller, String fileV1, String fileV2) {
        this.controller = controller;
        this.fileV1 = fileV1;
        this.fileV2 = fileV2;
    }

    /** The v1 hierarchy that holds the file. */
    public String controller() {
        return controller;
    }

    /** Whether the file is in the unified hierarchy where a v1 machine has that too. */
    boolean isUnified() {
        return this == CPU_PRESSURE || this == MEMORY_PRESSURE || this == IO_PRESSURE;
    }

    public String file(CgroupVersion version) {
        return version == CgroupVersion.V1 ? fileV1 : fileV2;
    }

    /** Reads the text of a file; empty if it is not of the knob's form. */
    public Optional<KnobValue> parse(String text) {
        String value = text.strip();
        return switch (this) {
            case CPU_QUOTA -> quota(word(value, 0));
            case CPU_PERIOD -> number(value.indexOf(' ') < 0 ? value : word(value, 1));
            case CPUSET, CPUSET_EFFECTIVE -> CpuSet.parse(value).map(KnobValue.Cpus::new);
            case CPU_SHARES, CPU_IDLE, CPU_BURST, CPU_BVT, MEMORY_USAGE -> number(value);
            case MEMORY_LIMIT -> limit(value);
            case CPU_USAGE,
                    MEMORY_STAT,
                    MEMORY_NUMA_STAT,
                    MEMORY_IDLE_PAGES,
                    CPU_THROTTLING,
                    CPU_PRESSURE,
                    MEMORY_PRESSURE,
                    IO_PRESSURE -> throw new IllegalStateException(this + " has more than one value");
        };
    }

    /** Whether a file that shows the second value has taken the first: memory is limited in whole pages, of 64 KiB at most. */
    public boolean isTaken(KnobValue wanted, KnobValue shown) {
        return wanted.equals(shown)
                || (this == MEMORY_LIMIT
                        && wanted instanceof KnobValue.Whole(long limit)
                        && shown instanceof KnobValue.Whole(long pages)
                        && pages >= 0
                        && limit >= pages
                        && limit - pages < LARGEST_PAGE);
    }

    /** The text to write. */
    public String render(KnobValue value, CgroupVersion version) {
        return switch (value) {
            case KnobValue.Quota(CpuQuota quota) ->
                quota.isUnlimited() && version == CgroupVersion.V2 ? "max" : Long.toString(quota.micros());
            case KnobValue.Cpus(CpuSet cpus) -> cpus.toString();
            case KnobValue.Whole(long number) ->
                this == MEMORY_LIMIT && number < 0 && version == CgroupVersion.V2 ? "max" : Long.toString(number);
        };
    }

    private static String word(String text, int index) {
        int blank = text.indexOf(' ');
        if (blank < 0) {
            return index == 0 ? text : "";
        }
        return index == 0 ? text.substring(0, blank) : text.substring(blank + 1);
    }

    private static Optional<KnobValue> quota(String text) {
        if (text.equals("max")) {
            return Optional.of(new KnobValue.Quota(CpuQuota.UNLIMITED));
        }
        long micros = AsciiText.of(text + "\n").number();
        return micros == AsciiText.NONE || micros < -1
                ? Optional.empty()
                : Optional.of(new KnobValue.Quota(new CpuQuota(micros)));
    }

    /** What v1 shows for no limit is the largest number of whole pages. */
    private static Optional<KnobValue> limit(String text) {
        if (text.equals("max")) {
            return Optional.of(new KnobValue.Whole(-1));
        }
        long bytes = AsciiText.of(text + "\n").count();
        return bytes == AsciiText.NONE
                ? Optional.empty()
                : Optional.of(new KnobValue.Whole(bytes >= NO_LIMIT_BYTES ? -1 : bytes));
    }

    private static Optional<KnobValue> number(String text) {
        long number = AsciiText.of(text + "\n").number();
        return number == AsciiText.NONE ? Optional.empty() : Optional.of(new KnobValue.Whole(number));
    }
}
