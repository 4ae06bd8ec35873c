package io.sublet.agent.decide.disk;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.observe.disk.DiskName;
import io.sublet.agent.observe.disk.Disks;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.DiskQos.Block;
import io.sublet.model.slo.DiskQos.CostModel;
import io.sublet.model.slo.DiskQos.Latency;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What every group is to have of which device. A limit of 0 says nothing. */
final class WantedDisk {
    /** Latency by which the kernel judges a device whose target is not given, microseconds; Koordinator's default. */
    private static final long USUAL_MICROS = 3000;

    private final Disks disks;
    private final Knob weight;
    private final Map<KnobKey, Map<String, String>> values = new HashMap<>();
    private final Set<String> unknown = new TreeSet<>();

    /**
     * Of no group yet.
     *
     * @param supported the knobs that pods' groups have, by which the kind of weight is chosen
     */
    WantedDisk(Disks disks, Set<Knob> supported) {
        this.disks = disks;
        this.weight = !supported.contains(Knob.DISK_WEIGHT) && supported.contains(Knob.DISK_BFQ_WEIGHT)
                ? Knob.DISK_BFQ_WEIGHT
                : Knob.DISK_WEIGHT;
    }

    /**
     * Adds the settings of a tier or pod.
     *
     * @param pod whose volumes are meant; empty for a tier
     */
    void add(CgroupPath group, DiskQos qos, String pod) {
        for (Block block : qos.blocks()) {
            switch (disks.device(DiskName.of(block, pod))) {
                case Reading.Missing<String>(String cause) -> unknown.add(block.name() + ": " + cause);
                case Reading.Value<String>(String device) -> add(group, block, device);
            }
        }
    }

    private void add(CgroupPath group, Block block, String device) {
        DiskQos.Limits limits = block.limits();
        put(group, Knob.DISK_READ_BPS, device, limits.readBytes());
        put(group, Knob.DISK_WRITE_BPS, device, limits.writeBytes());
        put(group, Knob.DISK_READ_IOPS, device, limits.readIops());
        put(group, Knob.DISK_WRITE_IOPS, device, limits.writeIops());
        put(group, weight, device, limits.weight().orElse(0));
        put(group, Knob.DISK_LATENCY, device, target(block.latency()));
    }

    /** The kernel has one target for both directions. */
    private static long target(Latency latency) {
        OptionalLong read = latency.readMicros();
        OptionalLong write = latency.writeMicros();
        return read.isPresent() && write.isPresent()
                ? Math.min(read.getAsLong(), write.getAsLong())
                : read.orElse(write.orElse(0));
    }

    /** Adds the settings of the node as a whole: when a device counts as busy, and what it can do. */
    void addRoot(DiskQos qos) {
        for (Block block : qos.blocks()) {
            switch (disks.device(DiskName.of(block, ""))) {
                case Reading.Missing<String>(String cause) -> unknown.add(block.name() + ": " + cause);
                case Reading.Value<String>(String device) -> {
                    put(CgroupPath.ROOT, Knob.DISK_COST_QOS, device, cost(block.latency()));
                    block.model().ifPresent(model -> put(CgroupPath.ROOT, Knob.DISK_COST_MODEL, device, model(model)));
                }
            }
        }
    }

    private static String cost(Latency latency) {
        return "enable=1 ctrl=user rpct=" + latency.readPercent() + " rlat="
                + latency.readMicros().orElse(USUAL_MICROS) + " wpct=" + latency.writePercent() + " wlat="
                + latency.writeMicros().orElse(USUAL_MICROS);
    }

    private static String model(CostModel model) {
        return "ctrl=user rbps=" + model.readBytes() + " rseqiops=" + model.readSequential() + " rrandiops="
                + model.readRandom() + " wbps=" + model.writeBytes() + " wseqiops=" + model.writeSequential()
                + " wrandiops=" + model.writeRandom();
    }

    private void put(CgroupPath group, Knob knob, String device, long value) {
        if (value > 0) {
            put(group, knob, device, Long.toString(value));
        }
    }

    private void put(CgroupPath group, Knob knob, String device, String value) {
        values.computeIfAbsent(new KnobKey(group, knob), key -> new TreeMap<>()).put(device, value);
    }

    /** Values by device, of each knob that has any. */
    Map<KnobKey, Map<String, String>> values() {
        return Collections.unmodifiableMap(values);
    }

    /** Names behind which no device was found, and why. */
    List<String> unknown() {
        return List.copyOf(unknown);
    }
}
