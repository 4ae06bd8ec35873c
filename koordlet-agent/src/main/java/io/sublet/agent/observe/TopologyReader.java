package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CPUs from /sys/devices/system; see cputopology.rst. Read anew when the set of online CPUs changes. */
final class TopologyReader {
    private final KernelFiles files;
    private final String cpuRoot;
    private final String nodeRoot;
    private final AsciiText text = new AsciiText();
    private CpuSet lastOnline = CpuSet.EMPTY;
    private Reading<CpuTopology> last = Reading.missing("the topology has not been read yet");

    TopologyReader(KernelFiles files, String sysRoot) {
        this.files = files;
        this.cpuRoot = sysRoot + "/devices/system/cpu";
        this.nodeRoot = sysRoot + "/devices/system/node";
    }

    Reading<CpuTopology> read() {
        Reading<CpuSet> online = cpuList(cpuRoot + "/online");
        if (online instanceof Reading.Value<CpuSet>(CpuSet cpus) && cpus.equals(lastOnline) && !last.isMissing()) {
            return last;
        }
        last = online.flatMap(this::readCpus);
        lastOnline = online.toOptional().orElse(CpuSet.EMPTY);
        return last;
    }

    private Reading<CpuTopology> readCpus(CpuSet online) {
        if (online.isEmpty()) {
            return Reading.missing(cpuRoot + "/online: empty");
        }
        Map<Integer, Integer> numaNodes = numaNodes();
        List<CpuTopology.LogicalCpu> cpus = new ArrayList<>();
        for (int cpu : online.stream().toArray()) {
            String directory = cpuRoot + "/cpu" + cpu + "/topology/";
            long core = number(directory + "core_id");
            long socket = number(directory + "physical_package_id");
            if (core == AsciiText.NONE || socket == AsciiText.NONE) {
                return Reading.missing(directory + ": no core or package");
            }
            cpus.add(new CpuTopology.LogicalCpu(cpu, (int) core, (int) socket, numaNodes.getOrDefault(cpu, 0)));
        }
        return Reading.of(new CpuTopology(cpus));
    }

    private Map<Integer, Integer> numaNodes() {
        Map<Integer, Integer> nodes = new HashMap<>();
        for (String name : files.directories(nodeRoot)) {
            if (name.matches("node[0-9]{1,4}")) {
                int node = Integer.parseInt(name.substring(4));
                cpuList(nodeRoot + "/" + name + "/cpulist")
                        .toOptional()
                        .ifPresent(cpus -> cpus.stream().forEach(cpu -> nodes.put(cpu, node)));
            }
        }
        return nodes;
    }

    private Reading<CpuSet> cpuList(String path) {
        return files.text(path)
                .flatMap(list -> CpuSet.parse(list)
                        .map(Reading::of)
                        .orElseGet(() -> Reading.missing(path + ": not a list of CPUs: " + list)));
    }

    private long number(String path) {
        return files.read(path, text) instanceof FileResult.Done ? text.number() : AsciiText.NONE;
    }
}
