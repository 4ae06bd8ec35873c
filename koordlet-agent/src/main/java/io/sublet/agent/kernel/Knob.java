package io.sublet.agent.kernel;

import io.sublet.model.unit.CpuSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    IO_PRESSURE("cpuacct", "io.pressure", "io.pressure"),
    /** Threads of the group. Never written. */
    TASKS("cpu", "tasks", "cgroup.threads", KnobForm.MANY),
    /** Processes of the group. Never written. */
    PROCESSES("cpu", "cgroup.procs", "cgroup.procs", KnobForm.MANY),
    /** Memory that is never reclaimed; bytes. On v1 only on kernels of the Anolis family, as the others of this kind. */
    MEMORY_MIN("memory", "memory.min", "memory.min", KnobForm.AMOUNT),
    /** Memory that is reclaimed last; bytes. */
    MEMORY_LOW("memory", "memory.low", "memory.low", KnobForm.AMOUNT),
    /** Memory above which allocations are slowed down; bytes. Without swap a group above it can stand still for minutes. */
    MEMORY_HIGH("memory", "memory.high", "memory.high", KnobForm.AMOUNT),
    /** Percent of the limit at which the group reclaims in the background, 0..100; Anolis only. */
    MEMORY_WMARK_RATIO("memory", "memory.wmark_ratio", "memory.wmark_ratio", KnobForm.SIGNED),
    /** Distance between the watermarks in thousandths, 1..1000; Anolis only. */
    MEMORY_WMARK_SCALE("memory", "memory.wmark_scale_factor", "memory.wmark_scale_factor", KnobForm.SIGNED),
    /** Shift of the node's lowest watermark for the group, -25..50; Anolis only. */
    MEMORY_WMARK_MIN_ADJ("memory", "memory.wmark_min_adj", "memory.wmark_min_adj", KnobForm.SIGNED),
    /** Rank for the out-of-memory killer, 0 (first)..12; Anolis only. */
    MEMORY_PRIORITY("memory", "memory.priority", "memory.priority", KnobForm.SIGNED),
    /** Whether the out-of-memory killer goes by {@link #MEMORY_PRIORITY} below the group; Anolis only. */
    MEMORY_PRIORITY_OOM("memory", "memory.use_priority_oom", "memory.use_priority_oom", KnobForm.SIGNED),
    /** Whether all of the group is killed with one of its processes. */
    MEMORY_OOM_GROUP("memory", "memory.oom.group", "memory.oom.group", KnobForm.SIGNED),
    /** Reclaims so many bytes of the group; on v1 all there are. */
    MEMORY_RECLAIM("memory", "memory.force_empty", "memory.reclaim", KnobForm.TRIGGER),
    /** Bytes read from a device each second at most. */
    DISK_READ_BPS("blkio", "blkio.throttle.read_bps_device", "io.max", KnobForm.DEVICES),
    /** Bytes written to a device each second at most; on v1 without what the page cache writes back later. */
    DISK_WRITE_BPS("blkio", "blkio.throttle.write_bps_device", "io.max", KnobForm.DEVICES),
    /** Reads of a device each second at most. */
    DISK_READ_IOPS("blkio", "blkio.throttle.read_iops_device", "io.max", KnobForm.DEVICES),
    /** Writes to a device each second at most. */
    DISK_WRITE_IOPS("blkio", "blkio.throttle.write_iops_device", "io.max", KnobForm.DEVICES),
    /** Share of a device under contention, 1..100 on v1 (Anolis only), 1..10000 on v2; 100 by default. */
    DISK_WEIGHT("blkio", "blkio.cost.weight", "io.weight", KnobForm.DEVICES),
    /** The same where the device is scheduled by BFQ; 1..1000. */
    DISK_BFQ_WEIGHT("blkio", "blkio.bfq.weight_device", "io.bfq.weight", KnobForm.DEVICES),
    /** Latency of a device that the group is to have, microseconds; others are slowed down for it. v2 only. */
    DISK_LATENCY("blkio", "io.latency", "io.latency", KnobForm.DEVICES),
    /** When a device counts as busy, so that weights count; of the root group only. */
    DISK_COST_QOS("blkio", "blkio.cost.qos", "io.cost.qos", KnobForm.DEVICES),
    /** What a device can do; of the root group only. */
    DISK_COST_MODEL("blkio", "blkio.cost.model", "io.cost.model", KnobForm.DEVICES),
    /** Whether there is a resctrl group, 0 or 1. Its tasks fall back to the root group when it goes. */
    RESCTRL_GROUP("resctrl", "", "", KnobForm.SIGNED),
    /** Caches and memory bandwidth of a resctrl group; {@link KnobValue.Text} as {@link Schemata} renders it. */
    RESCTRL_SCHEMATA("resctrl", "schemata", "schemata", KnobForm.SCHEMATA),
    /** Takes all threads of control groups into a resctrl group; one path on each line. */
    RESCTRL_TASKS("resctrl", "tasks", "tasks", KnobForm.TRIGGER),
    /** How readily the out-of-memory killer takes a process, -1000 (never)..1000; its group is the process's number. */
    OOM_SCORE_ADJ("proc", "oom_score_adj", "oom_score_adj", KnobForm.SIGNED),
    /** Classes of what leaves by a network device, whose name is the path; {@link KnobValue.Text} of a tree. */
    NETWORK_CLASSES("net", "", "", KnobForm.TEXT),
    /** Free memory of the node below which only the kernel itself may go; KiB. */
    VM_MIN_FREE("sysctl", "vm/min_free_kbytes", "vm/min_free_kbytes", KnobForm.SIGNED),
    /** Distance between the marks of reclaim in the background, ten-thousandths of the node's memory; 1..1000. */
    VM_WATERMARK_SCALE("sysctl", "vm/watermark_scale_factor", "vm/watermark_scale_factor", KnobForm.SIGNED);

    /** Beyond any machine's memory, below the largest number of whole pages of any size. */
    private static final long NO_LIMIT_BYTES = 1L << 62;

    private static final long LARGEST_PAGE = 1L << 16;

    private final String controller;
    private final String fileV1;
    private final String fileV2;
    private final @Nullable KnobForm form;

    Knob(String controller, String fileV1, String fileV2) {
        this(controller, fileV1, fileV2, null);
    }

    Knob(String controller, String fileV1, String fileV2, @Nullable KnobForm form) {
        this.controller = controller;
        this.fileV1 = fileV1;
        this.fileV2 = fileV2;
        this.form = form;
    }

    /** The v1 hierarchy that holds the file. */
    public String controller() {
        return controller;
    }

    /** Whether it is a file of a control group, rather than of something else that is set in the same way. */
    public boolean isOfControlGroup() {
        return switch (controller) {
            case "resctrl", "proc", "net", "sysctl" -> false;
            default -> true;
        };
    }

    /** Whether a write has something done and leaves no value behind. */
    public boolean isTrigger() {
        return form == KnobForm.TRIGGER;
    }

    /** Whether the file has a value for each block device, each of which is written by itself. */
    boolean isPerDevice() {
        return form == KnobForm.DEVICES;
    }

    /** The field of a v2 file that holds several knobs; empty for one that is alone. */
    String field() {
        return switch (this) {
            case DISK_READ_BPS -> "rbps";
            case DISK_WRITE_BPS -> "wbps";
            case DISK_READ_IOPS -> "riops";
            case DISK_WRITE_IOPS -> "wiops";
            case DISK_LATENCY -> "target";
            default -> "";
        };
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
        if (form != null) {
            return form.parse(this, value);
        }
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
            default -> throw new IllegalStateException(this + " has a form of its own");
        };
    }

    /** Whether a file that shows the second value has taken the first: memory is limited in whole pages, of 64 KiB at most. */
    public boolean isTaken(KnobValue wanted, KnobValue shown) {
        return wanted.equals(shown)
                || (isAmount()
                        && wanted instanceof KnobValue.Whole(long limit)
                        && shown instanceof KnobValue.Whole(long pages)
                        && pages >= 0
                        && limit >= pages
                        && limit - pages < LARGEST_PAGE);
    }

    /** Whether it is an amount of memory, or no limit. */
    private boolean isAmount() {
        return this == MEMORY_LIMIT || form == KnobForm.AMOUNT;
    }

    /** The text to write. */
    public String render(KnobValue value, CgroupVersion version) {
        return switch (value) {
            case KnobValue.Quota(CpuQuota quota) ->
                quota.isUnlimited() && version == CgroupVersion.V2 ? "max" : Long.toString(quota.micros());
            case KnobValue.Cpus(CpuSet cpus) -> cpus.toString();
            case KnobValue.Whole(long number) -> whole(number, version);
            case KnobValue.Text(String text) -> text;
            case KnobValue.Devices(var values) -> KnobForm.DeviceKnobs.render(this, version, values);
        };
    }

    private String whole(long number, CgroupVersion version) {
        if (this == MEMORY_RECLAIM && version == CgroupVersion.V1) {
            return "0";
        }
        boolean unlimited = number < 0 && isAmount();
        return unlimited && (version == CgroupVersion.V2 || form == KnobForm.AMOUNT) ? "max" : Long.toString(number);
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

    /** What v1 shows for no limit is the largest number of whole pages; what is written for it there is -1. */
    private static Optional<KnobValue> limit(String text) {
        if (text.equals("max") || text.equals("-1")) {
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
