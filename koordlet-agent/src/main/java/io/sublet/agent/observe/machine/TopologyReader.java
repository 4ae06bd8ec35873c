package io.sublet.agent.observe.machine;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.WatchedFile;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CPUs from /sys/devices/system; see cputopology.rst and sysfs-devices-system-cpu of the kernel's documentation. Read anew when
 * the set of online CPUs changes. Cores and sockets are numbered in the order of their CPUs, since the kernel's core_id repeats
 * from die to die and its physical_package_id may be -1 or have gaps.
 */
final class TopologyReader {
    /** Cache levels 1 (two of them), 2 and 3 have an index each; a fourth is looked at for machines with one more. */
    private static final int CACHE_INDEXES = 5;

    private static final long RETRY_NANOS = 10_000_000_000L;

    private final KernelFiles files;
    private final String cpuRoot;
    private final String nodeRoot;
    private final WatchedFile<CpuSet> online;
    private final AsciiText text = new AsciiText();
    private @Nullable Reading<CpuSet> lastOnline;
    private Reading<CpuTopology> last = Reading.missing("the topology has not been read yet");
    private long triedAt;

    TopologyReader(KernelFiles files, String sysRoot) {
        this.files = files;
        this.cpuRoot = sysRoot + "/devices/system/cpu";
        this.nodeRoot = sysRoot + "/devices/system/node";
        this.online = new WatchedFile<>(files.file(cpuRoot + "/online"), CpuSet::parse);
    }

    /**
     * The topology; the same object as before while the online CPUs are the same.
     *
     * @param nanoTime monotonic
     */
    @SuppressWarnings("ReferenceEquality") // the file's value is another object only when the file has changed
    Reading<CpuTopology> read(long nanoTime) {
        Reading<CpuSet> now = online.read(text);
        if (now != lastOnline || (last.isMissing() && nanoTime - triedAt >= RETRY_NANOS)) {
            lastOnline = now;
            triedAt = nanoTime;
            last = now.flatMap(this::readCpus);
        }
        return last;
    }

    private Reading<CpuTopology> readCpus(CpuSet cpus) {
        if (cpus.isEmpty()) {
            return Reading.missing(cpuRoot + "/online: empty");
        }
        Map<Integer, Integer> numaNodes = numaNodes();
        int firstNode =
                numaNodes.values().stream().mapToInt(Integer::intValue).min().orElse(LogicalCpu.UNKNOWN);
        Map<String, Integer> cores = new HashMap<>();
        Map<String, Integer> sockets = new HashMap<>();
        Map<String, Integer> caches = new HashMap<>();
        List<LogicalCpu> list = new ArrayList<>();
        for (int cpu : cpus.stream().toArray()) {
            String core = core(cpu);
            long socket = number(cpuRoot + "/cpu" + cpu + "/topology/physical_package_id");
            if (core.isEmpty() || socket == AsciiText.NONE) {
                return Reading.missing(cpuRoot + "/cpu" + cpu + "/topology: no core or package");
            }
            list.add(new LogicalCpu(
                    cpu,
                    number(cores, core),
                    number(sockets, Long.toString(socket)),
                    numaNodes.getOrDefault(cpu, firstNode),
                    l3(cpu, caches)));
        }
        return Reading.of(CpuTopology.of(list));
    }

    private static int number(Map<String, Integer> known, String key) {
        int next = known.size();
        Integer number = known.putIfAbsent(key, next);
        return number == null ? next : number;
    }

    /** A name for the core, the same for all CPUs of it; empty if the kernel does not say. */
    private String core(int cpu) {
        String directory = cpuRoot + "/cpu" + cpu + "/topology/";
        for (String file : new String[] {"core_cpus_list", "thread_siblings_list"}) {
            if (files.text(directory + file) instanceof Reading.Value<String>(String siblings)
                    && CpuSet.parse(siblings).filter(set -> set.contains(cpu)).isPresent()) {
                return siblings;
            }
        }
        long die = number(directory + "die_id");
        long id = number(directory + "core_id");
        return id == AsciiText.NONE
                ? ""
                : number(directory + "physical_package_id") + "/" + (die == AsciiText.NONE ? 0 : die) + "/" + id;
    }

    /** The cache's id, or on kernels that give it none a number in the order of the CPUs. */
    private int l3(int cpu, Map<String, Integer> caches) {
        for (int index = 0; index < CACHE_INDEXES; index++) {
            String directory = cpuRoot + "/cpu" + cpu + "/cache/index" + index;
            if (number(directory + "/level") != 3) {
                continue;
            }
            long id = number(directory + "/id");
            if (id >= 0 && id <= Integer.MAX_VALUE) {
                return (int) id;
            }
            return files.text(directory + "/shared_cpu_list") instanceof Reading.Value<String>(String shared)
                    ? number(caches, shared)
                    : LogicalCpu.UNKNOWN;
        }
        return LogicalCpu.UNKNOWN;
    }

    private Map<Integer, Integer> numaNodes() {
        Map<Integer, Integer> nodes = new HashMap<>();
        for (int node : NumaReader.nodes(files, nodeRoot)) {
            NumaReader.cpus(files, nodeRoot, node)
                    .toOptional()
                    .ifPresent(cpus -> cpus.stream().forEach(cpu -> nodes.put(cpu, node)));
        }
        return nodes;
    }

    private long number(String path) {
        return files.readOnce(path, text).isDone() ? text.number() : AsciiText.NONE;
    }
}
