package io.sublet.model.slo;

import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.unit.Percent;
import java.time.Duration;

/**
 * What a node does about pressure beyond the sections that Sublet shares with others.
 *
 * @param closeFor how long the node takes no more batch after pods had to leave it for memory or disk; zero leaves it open
 * @param disk whether best-effort pods leave filesystems that are nearly full
 * @param space share of a filesystem's bytes from which pods leave, and down to which they go
 * @param inodes the same of its inodes
 */
public record PressureRule(Duration closeFor, boolean disk, Band space, Band inodes) {
    /** Closed for a minute; no pod leaves for the disk. The bounds stay below those from which the kubelet evicts whom it likes. */
    public static final PressureRule DEFAULT = new PressureRule(
            Duration.ofMinutes(1),
            false,
            new Band(new Percent(80), new Percent(75)),
            new Band(new Percent(85), new Percent(80)));

    /** So many points below a threshold it is worth knowing which pod has filled the filesystem. */
    private static final int NEAR = 5;

    /** Whether a share is about to reach the threshold of a band, or has. */
    public static boolean isNear(Band band, double percent) {
        return percent >= band.threshold().value() - NEAR;
    }
}
