package io.sublet.agent.observe.machine;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * NUMA nodes from /sys/devices/system/node; see sysfs-devices-node of the kernel's documentation. A node without CPUs is memory
 * alone (or a device that the firmware calls one), from which no pod can be served, and is left out.
 */
final class NumaReader {
    private static final String PAGES = "hugepages-";

    private final KernelFiles files;
    private final String root;
    private final AsciiText text = new AsciiText();

    NumaReader(KernelFiles files, String sysRoot) {
        this.files = files;
        this.root = sysRoot + "/devices/system/node";
    }

    /** The nodes; one with all CPUs on a machine without NUMA. */
    List<NumaNode> read(CpuTopology topology, Reading<Bytes> machineMemory) {
        List<NumaNode> nodes = new ArrayList<>();
        for (int node : nodes(files, root)) {
            CpuSet cpus = cpus(files, root, node).toOptional().orElse(CpuSet.EMPTY);
            if (!cpus.intersect(topology.cpuSet()).isEmpty()) {
                nodes.add(new NumaNode(node, cpus, memory(node), hugePages(node)));
            }
        }
        return nodes.isEmpty()
                ? List.of(new NumaNode(0, topology.cpuSet(), machineMemory, Map.of()))
                : List.copyOf(nodes);
    }

    /** The numbers of all nodes, ascending. */
    static List<Integer> nodes(KernelFiles files, String root) {
        return files.entries(root).stream()
                .filter(name -> name.matches("node[0-9]{1,4}"))
                .map(name -> Integer.parseInt(name.substring("node".length())))
                .sorted()
                .toList();
    }

    /** From the list, or where there is none from the mask. */
    static Reading<CpuSet> cpus(KernelFiles files, String root, int node) {
        String path = root + "/node" + node;
        Optional<CpuSet> listed = files.text(path + "/cpulist").toOptional().flatMap(CpuSet::parse);
        return listed.or(() -> files.text(path + "/cpumap").toOptional().flatMap(NumaReader::ofMask))
                .map(Reading::of)
                .orElseGet(() -> Reading.missing(path + ": no list of CPUs"));
    }

    /** The kernel's bitmap format: hexadecimal words of 32 bits with commas between, the highest first. */
    static Optional<CpuSet> ofMask(String mask) {
        if (!mask.matches("[0-9a-f]{1,8}(,[0-9a-f]{8}){0,255}")) {
            return Optional.empty();
        }
        BitSet cpus = new BitSet();
        String[] words = mask.split(",", -1);
        for (int word = 0; word < words.length; word++) {
            int base = (words.length - 1 - word) * Integer.SIZE;
            long bits = Long.parseLong(words[word], 16);
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                cpus.set(base + bit, (bits >>> bit & 1) == 1);
            }
        }
        return Optional.of(CpuSet.of(cpus.stream()));
    }

    /** The first line of the file: {@code Node 0 MemTotal: 16 kB}. */
    private Reading<Bytes> memory(int node) {
        String path = root + "/node" + node + "/meminfo";
        if (!files.readOnce(path, text).isDone()) {
            return Reading.missing(path + ": cannot be read");
        }
        long kib = text.countAfter(0, "MemTotal:");
        return kib == AsciiText.NONE || kib > Long.MAX_VALUE / 1024
                ? Reading.missing(path + ": no MemTotal")
                : Reading.of(new Bytes(kib * 1024));
    }

    private Map<Long, Bytes> hugePages(int node) {
        Map<Long, Bytes> bytes = new TreeMap<>();
        String directory = root + "/node" + node + "/hugepages";
        for (String name : files.entries(directory)) {
            if (name.matches(PAGES + "[0-9]{1,9}kB")) {
                long page = Long.parseLong(name.substring(PAGES.length(), name.length() - 2)) * 1024;
                boolean read = files.readOnce(directory + "/" + name + "/nr_hugepages", text)
                        .isDone();
                long count = read ? text.count() : AsciiText.NONE;
                if (count > 0 && count <= Long.MAX_VALUE / page) {
                    bytes.put(page, new Bytes(count * page));
                }
            }
        }
        return bytes;
    }
}
