package io.sublet.agent.observe.space;

import io.sublet.agent.kernel.DiskTrees;
import io.sublet.model.reading.Reading;
import java.util.Map;

/**
 * How full the node's filesystems are.
 *
 * @param filesystems by the directory that was asked; two of them may be on one
 * @param pods by uid: what the files of a best-effort pod take, by the device of the filesystem; only while a filesystem is nearly full
 */
public record NodeSpace(
        Map<String, Reading<DiskTrees.Space>> filesystems, Map<String, Reading<Map<String, DiskTrees.Size>>> pods) {
    public static final NodeSpace NOT_ASKED = new NodeSpace(Map.of(), Map.of());

    private static final Reading<Map<String, DiskTrees.Size>> NOT_COUNTED =
            Reading.missing("its files have not been counted yet");

    public NodeSpace {
        filesystems = Map.copyOf(filesystems);
        pods = Map.copyOf(pods);
    }

    /** What a pod has on a filesystem. */
    public Reading<DiskTrees.Size> of(String uid, String device) {
        return pods.getOrDefault(uid, NOT_COUNTED)
                .map(byDevice -> byDevice.getOrDefault(device, DiskTrees.Size.NOTHING));
    }

    /** Percent of a filesystem's bytes that nobody can take any more. */
    public static double usedPercent(DiskTrees.Space space) {
        return space.bytes() <= 0 ? 0 : 100.0 * (space.bytes() - space.available()) / space.bytes();
    }

    /** The same of its inodes; 0 where their number has no bound. */
    public static double inodePercent(DiskTrees.Space space) {
        return space.inodes() <= 0 ? 0 : 100.0 * (space.inodes() - space.freeInodes()) / space.inodes();
    }
}
