package io.sublet.agent.observe.machine;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.CpuBasicInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The model from /proc/cpuinfo and switches from /sys. Reading /proc/cpuinfo interrupts every CPU on some machines, so it is read
 * as seldom as the topology changes.
 */
final class CpuModelReader {
    private final KernelFiles files;
    private final String procRoot;
    private final String sysRoot;

    CpuModelReader(KernelFiles files, String procRoot, String sysRoot) {
        this.files = files;
        this.procRoot = procRoot;
        this.sysRoot = sysRoot;
    }

    Reading<CpuBasicInfo> read(CpuTopology topology) {
        String path = procRoot + "/cpuinfo";
        AsciiText text = new AsciiText();
        if (!files.readOnce(path, text).isDone()) {
            return Reading.missing(path + ": cannot be read");
        }
        Map<String, String> first = firstProcessor(text.toString());
        String vendor = first.getOrDefault("vendor_id", first.getOrDefault("CPU implementer", ""));
        String name = first.getOrDefault("model name", first.getOrDefault("CPU part", first.getOrDefault("cpu", "")));
        if (name.isEmpty()) {
            return Reading.missing(path + ": names no model");
        }
        return Reading.of(new CpuBasicInfo(name, isSmt(topology), isTurbo(), l3Mask(), vendor));
    }

    /** The lines {@code key : value} up to the first empty line. */
    static Map<String, String> firstProcessor(String cpuinfo) {
        Map<String, String> fields = new HashMap<>();
        int end = cpuinfo.indexOf("\n\n");
        for (String line :
                (end < 0 ? cpuinfo : cpuinfo.substring(0, end)).lines().toList()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.putIfAbsent(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip());
            }
        }
        return fields;
    }

    private boolean isSmt(CpuTopology topology) {
        Optional<String> active =
                files.text(sysRoot + "/devices/system/cpu/smt/active").toOptional();
        return active.map(text -> text.equals("1"))
                .orElse(topology.coreCount() < topology.cpus().size());
    }

    private boolean isTurbo() {
        String cpus = sysRoot + "/devices/system/cpu";
        return is(cpus + "/intel_pstate/no_turbo", "0") || is(cpus + "/cpufreq/boost", "1");
    }

    private boolean is(String path, String value) {
        return files.text(path).toOptional().filter(value::equals).isPresent();
    }

    private String l3Mask() {
        return files.text(sysRoot + "/fs/resctrl/info/L3/cbm_mask")
                .toOptional()
                .filter(mask -> mask.matches("[0-9a-f]{1,16}"))
                .orElse("");
    }
}
