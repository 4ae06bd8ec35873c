package io.sublet.agent.observe.disk;

import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds the block device behind a name in /sys/block: the disk of a partition, the only disk of a volume group, and what the volume of a
 * pod is mounted from. Limits are of whole disks; the kernel takes none of a partition.
 */
final class DiskResolver {
    private static final int DEVICE_FIELD = 2;
    private static final int MOUNT_POINT_FIELD = 4;

    private final KernelFiles files;
    private final String block;
    private final String mounts;

    DiskResolver(KernelFiles files, String procRoot, String sysRoot) {
        this.files = files;
        this.block = sysRoot + "/block";
        this.mounts = procRoot + "/1/mountinfo";
    }

    Reading<String> find(DiskName name) {
        return switch (name.kind()) {
            case DEVICE -> device(name.name().startsWith("/dev/") ? name.name().substring(5) : name.name());
            case VOLUME_GROUP -> volumeGroup(name.name());
            case POD_VOLUME -> volume(name.name(), name.pod());
        };
    }

    private Reading<String> device(String name) {
        String mapped = name.startsWith("mapper/") ? mapped(name.substring("mapper/".length())) : name;
        for (String disk : files.entries(block)) {
            if (disk.equals(mapped) || files.exists(block + "/" + disk + "/" + mapped + "/partition")) {
                return files.text(block + "/" + disk + "/dev");
            }
        }
        return Reading.missing("no block device " + name);
    }

    private String mapped(String name) {
        for (String disk : files.entries(block)) {
            if (files.text(block + "/" + disk + "/dm/name").equals(Reading.of(name))) {
                return disk;
            }
        }
        return name;
    }

    /** A group on several disks has no single one that could be limited. */
    private Reading<String> volumeGroup(String group) {
        // The device mapper doubles a hyphen within a name, so that a single one ends it.
        String prefix = group.replace("-", "--") + "-";
        TreeSet<String> disks = new TreeSet<>();
        for (String disk : files.entries(block)) {
            String name =
                    files.text(block + "/" + disk + "/dm/name").toOptional().orElse("");
            boolean isLvm = files.text(block + "/" + disk + "/dm/uuid")
                    .toOptional()
                    .orElse("")
                    .startsWith("LVM-");
            if (isLvm && name.startsWith(prefix) && !name.startsWith(prefix + "-")) {
                for (String member : files.entries(block + "/" + disk + "/slaves")) {
                    device(member).toOptional().ifPresent(disks::add);
                }
            }
        }
        return disks.size() == 1
                ? Reading.of(disks.first())
                : Reading.missing("volume group " + group + " is on " + disks.size() + " disks, not on one");
    }

    private Reading<String> volume(String volume, String pod) {
        String folder = "/pods/" + pod + "/volumes/kubernetes.io~";
        Pattern named = Pattern.compile(".*" + Pattern.quote(folder) + "[^/]+/" + Pattern.quote(volume) + "(/mount)?");
        Reading<String> table = files.text(mounts);
        if (!(table instanceof Reading.Value<String>(String lines))) {
            return table;
        }
        List<String> found = new ArrayList<>();
        List<String> drivers = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length > MOUNT_POINT_FIELD) {
                String at = fields[MOUNT_POINT_FIELD];
                if (named.matcher(at).matches()) {
                    found.add(fields[DEVICE_FIELD]);
                } else if (at.contains(folder + "csi/") && at.endsWith("/mount")) {
                    drivers.add(fields[DEVICE_FIELD]);
                }
            }
        }
        // A claimed volume is mounted under the name of its PersistentVolume, which the pod does not say.
        Optional<String> device = found.stream()
                .findFirst()
                .or(() -> drivers.size() == 1 ? Optional.of(drivers.getFirst()) : Optional.empty());
        return device.map(this::wholeDisk)
                .orElseGet(() ->
                        Reading.missing("volume " + volume + " is not mounted, or is not the only one of its pod"));
    }

    private Reading<String> wholeDisk(String device) {
        for (String disk : files.entries(block)) {
            Reading<String> own = files.text(block + "/" + disk + "/dev");
            if (own.equals(Reading.of(device))) {
                return own;
            }
            for (String part : files.directories(block + "/" + disk)) {
                if (files.exists(block + "/" + disk + "/" + part + "/partition")
                        && files.text(block + "/" + disk + "/" + part + "/dev").equals(Reading.of(device))) {
                    return own;
                }
            }
        }
        return Reading.missing("device " + device + " is on no disk of this node");
    }
}
