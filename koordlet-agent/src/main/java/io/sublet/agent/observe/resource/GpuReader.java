package io.sublet.agent.observe.resource;

import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.observe.group.Beat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks for GPUs every ten minutes: devices of the PCI classes for displays and accelerators, and what the driver of NVIDIA says of its own. */
final class GpuReader {
    private static final Duration PERIOD = Duration.ofMinutes(10);

    /** Base classes in PCI's numbering: displays, to which 3D controllers without an output belong, and processing accelerators. */
    private static final List<String> CLASSES = List.of("0x03", "0x12");

    private static final Map<String, String> VENDORS = Map.of("0x10de", "NVIDIA", "0x1002", "AMD", "0x8086", "Intel");

    private final KernelFiles files;
    private final String devices;
    private final String nvidia;
    private List<Gpu> known = List.of();
    private boolean looked;

    GpuReader(KernelFiles files, String procRoot, String sysRoot) {
        this.files = files;
        this.devices = sysRoot + "/bus/pci/devices";
        this.nvidia = procRoot + "/driver/nvidia/gpus";
    }

    List<Gpu> read(Beat beat) {
        if (!looked || beat.number() % beat.every(PERIOD) == 0) {
            looked = true;
            List<Gpu> found = new ArrayList<>();
            for (String address : files.entries(devices).stream().sorted().toList()) {
                String type = text(address, "class");
                if (CLASSES.stream().anyMatch(type::startsWith)) {
                    found.add(gpu(address));
                }
            }
            known = found.equals(known) ? known : List.copyOf(found);
        }
        return known;
    }

    private Gpu gpu(String address) {
        String vendor = text(address, "vendor");
        String driver = files.text(devices + "/" + address + "/uevent").toOptional().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("DRIVER="))
                .map(line -> line.substring("DRIVER=".length()))
                .findFirst()
                .orElse("");
        return new Gpu(address, VENDORS.getOrDefault(vendor, vendor), model(address), driver);
    }

    private String model(String address) {
        return files.text(nvidia + "/" + address + "/information").toOptional().stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith("Model:"))
                .map(line -> line.substring("Model:".length()).strip())
                .findFirst()
                .orElseGet(() -> text(address, "device"));
    }

    private String text(String address, String file) {
        return files.text(devices + "/" + address + "/" + file).toOptional().orElse("");
    }
}
