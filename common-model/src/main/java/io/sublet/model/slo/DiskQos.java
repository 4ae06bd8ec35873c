package io.sublet.model.slo;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How pods share block devices: {@code blkioQOS}.
 *
 * @param blocks by device; of two for one device the last counts
 */
public record DiskQos(boolean enabled, List<Block> blocks) {
    public static final DiskQos NONE = new DiskQos(false, List.of());

    public DiskQos {
        blocks = List.copyOf(blocks);
    }

    /**
     * What holds for one device.
     *
     * @param name of the device (with or without {@code /dev/}), the volume group, or the pod's volume
     */
    public record Block(String name, Kind kind, Limits limits, Latency latency, Optional<CostModel> model) {}

    /** What the name of a block means. */
    public enum Kind {
        DEVICE("device"),
        VOLUME_GROUP("volumegroup"),
        POD_VOLUME("podvolume");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }

        public static Optional<Kind> parse(String text) {
            for (Kind kind : values()) {
                if (kind.wireName.equals(text)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Limits per second, 0 for none, and the share under contention.
     *
     * @param weight 1..100; 100 is what a group has that nobody has touched
     */
    public record Limits(long readIops, long writeIops, long readBytes, long writeBytes, OptionalInt weight) {
        public static final Limits NONE = new Limits(0, 0, 0, 0, OptionalInt.empty());
    }

    /**
     * Latency targets.
     *
     * @param readMicros within which reads are to be done
     * @param writeMicros within which writes are to be done
     * @param readPercent share of reads that has to meet the target, 0..100
     * @param writePercent share of writes that has to meet the target, 0..100
     */
    public record Latency(OptionalLong readMicros, OptionalLong writeMicros, int readPercent, int writePercent) {
        /** No target; the shares are Koordinator's defaults. */
        public static final Latency NONE = new Latency(OptionalLong.empty(), OptionalLong.empty(), 95, 95);

        public boolean isSet() {
            return readMicros.isPresent() || writeMicros.isPresent();
        }
    }

    /** What a device can do each second, for the kernel's cost model; see io.cost.model in cgroup-v2.rst. */
    public record CostModel(
            long readBytes,
            long readSequential,
            long readRandom,
            long writeBytes,
            long writeSequential,
            long writeRandom) {}
}
