package io.sublet.e2e.bench.protect;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The disk that pods' volumes of the local cluster are on, which is that of the working directory.
 *
 * @param name of the whole disk, as {@code /dev/vda}
 * @param number as {@code 254:0}
 */
record NodeDisk(String name, String number) {
    private static final Path DEVICES = Path.of("/sys/dev/block");

    /** @throws ClusterException where files are on no block device */
    static NodeDisk find() {
        try {
            long device = (long) Files.getAttribute(Path.of("").toAbsolutePath(), "unix:dev");
            Path link = DEVICES.resolve(number(device));
            Path found = link.toRealPath();
            Path disk = Files.exists(found.resolve("partition"))
                    ? found.resolveSibling("").normalize()
                    : found;
            return new NodeDisk(
                    "/dev/" + disk.getFileName(),
                    Files.readString(disk.resolve("dev")).strip());
        } catch (IOException e) {
            throw new ClusterException("the disk of the working directory cannot be found: " + e);
        }
    }

    /** As the kernel encodes it for user space, makedev(3). */
    private static String number(long device) {
        long major = ((device >>> 8) & 0xfff) | ((device >>> 32) & ~0xfffL);
        long minor = (device & 0xff) | ((device >>> 12) & ~0xffL);
        return major + ":" + minor;
    }
}
