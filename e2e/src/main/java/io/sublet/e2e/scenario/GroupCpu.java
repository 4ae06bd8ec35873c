package io.sublet.e2e.scenario;

import io.fabric8.kubernetes.api.model.Pod;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.model.unit.MilliCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The CPU side of one cgroup of a node in the kernel's own files, on cgroup v1 and v2. */
public final class GroupCpu {
    private final Path cpu;
    private final Path usage;
    private final boolean unified;

    private GroupCpu(NodeAccess node, String directory) {
        Path root = node.cgroup("cpu");
        this.unified = Files.exists(root.resolve("cgroup.controllers"));
        this.cpu = root.resolve(directory);
        this.usage = (unified ? root : node.cgroup("cpuacct")).resolve(directory);
    }

    /** The tier that every best-effort pod of the node is in. */
    public static GroupCpu bestEffort(NodeAccess node) {
        return new GroupCpu(node, "kubepods/besteffort");
    }

    /** A pod, where the kubelet's cgroupfs driver puts it. */
    public static GroupCpu of(NodeAccess node, Pod pod) {
        String tier = switch (pod.getStatus().getQosClass()) {
            case "Guaranteed" -> "";
            case "Burstable" -> "burstable/";
            default -> "besteffort/";
        };
        return new GroupCpu(node, "kubepods/" + tier + "pod" + pod.getMetadata().getUid());
    }

    /** CPU time used so far, in nanoseconds. */
    public long usedNanos() {
        if (!unified) {
            return Long.parseLong(read(usage.resolve("cpuacct.usage")));
        }
        return read(cpu.resolve("cpu.stat"))
                .lines()
                .filter(line -> line.startsWith("usage_usec "))
                .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())) * 1000)
                .findFirst()
                .orElseThrow();
    }

    /** What the quota allows; empty for no quota. */
    public Optional<MilliCpu> quota() {
        String[] quotaAndPeriod = unified
                ? read(cpu.resolve("cpu.max")).split(" ")
                : new String[] {read(cpu.resolve("cpu.cfs_quota_us")), read(cpu.resolve("cpu.cfs_period_us"))};
        if (quotaAndPeriod[0].equals("max") || quotaAndPeriod[0].equals("-1")) {
            return Optional.empty();
        }
        return Optional.of(new MilliCpu(Long.parseLong(quotaAndPeriod[0]) * 1000 / Long.parseLong(quotaAndPeriod[1])));
    }

    /** Whether the kernel has the idle class for groups. */
    public boolean canBeIdle() {
        return Files.exists(cpu.resolve("cpu.idle"));
    }

    /** Whether the group runs in the idle class. */
    public boolean isIdle() {
        return canBeIdle() && read(cpu.resolve("cpu.idle")).equals("1");
    }

    /** The weight as the kernel states it: {@code cpu.shares} or {@code cpu.weight}. */
    public String weight() {
        return read(cpu.resolve(unified ? "cpu.weight" : "cpu.shares"));
    }

    /** The directory, for a person to look into. */
    public Path directory() {
        return cpu;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ClusterException("a cgroup of the node cannot be read: " + e);
        }
    }
}
