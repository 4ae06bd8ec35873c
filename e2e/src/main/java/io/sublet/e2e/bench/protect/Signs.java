package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.protect.Arm.Sign;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.model.unit.CpuSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What the kernel shows of the rules that are in force. */
final class Signs {
    private static final String TIER = "kubepods/besteffort";

    private final NodeAccess node;
    private final GroupCpu tier;
    private final Optional<SlowLink> link;

    Signs(NodeAccess node, Optional<SlowLink> link) {
        this.node = node;
        this.tier = GroupCpu.bestEffort(node);
        this.link = link;
    }

    Set<Sign> now() {
        Set<Sign> found = EnumSet.noneOf(Sign.class);
        if (tier.isIdle()) {
            found.add(Sign.IDLE_CLASS);
        }
        if (tier.quota().isPresent()) {
            found.add(Sign.QUOTA);
        }
        if (hasFewerCpus()) {
            found.add(Sign.CPUSET);
        }
        if (hasDiskLimit()) {
            found.add(Sign.DISK_LIMIT);
        }
        if (link.filter(SlowLink::hasClasses).isPresent()) {
            found.add(Sign.TRAFFIC_CLASSES);
        }
        return found;
    }

    private boolean hasFewerCpus() {
        Path group = node.cgroup("cpuset").resolve(TIER);
        Path effective = group.resolve("cpuset.effective_cpus");
        String cpus = read(Files.exists(effective) ? effective : group.resolve("cpuset.cpus.effective"));
        return CpuSet.parse(cpus).map(CpuSet::size).orElse(0)
                < Runtime.getRuntime().availableProcessors();
    }

    private boolean hasDiskLimit() {
        Path unified = node.cgroup("").resolve(TIER).resolve("io.max");
        Path limits = Files.exists(unified)
                ? unified
                : node.cgroup("blkio").resolve(TIER).resolve("blkio.throttle.read_bps_device");
        return Files.exists(limits)
                && read(limits)
                        .lines()
                        .anyMatch(line -> line.startsWith(NodeDisk.find().number()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ClusterException("a cgroup of the node cannot be read: " + e);
        }
    }
}
