package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much is free on a disk. Whatever fails on a full one is told as a program that does not start or does not answer, so
 * that the disk has to be looked at.
 */
record DiskRoom(Path path, long freeMib) {
    /** What a small cluster writes: etcd's log comes in files of 64 MiB, and nodes have images, logs and pods. */
    static final long NEEDED_MIB = 512;

    /** With less, programs fail for want of room and not of something else. */
    private static final long FULL_MIB = 16;

    /** Of the disk that a path is on, or would be. */
    static DiskRoom of(Path path) {
        Path folder = path;
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        try {
            return new DiskRoom(path, Files.getFileStore(folder).getUsableSpace() >> 20);
        } catch (IOException e) {
            throw new ClusterException("cannot tell how much room there is in " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Ends a start that could not succeed, before anything is made. */
    void requireForCluster() {
        if (freeMib < NEEDED_MIB) {
            throw new ClusterException(
                    "the disk of " + path + " is full: " + freeMib + " MiB are free, and a cluster needs " + NEEDED_MIB
                            + "; make room, or name another place with SUBLET_STATE");
        }
    }

    /** What to say before the message of something that failed; empty where the disk is not the reason. */
    Optional<String> reason() {
        return freeMib < FULL_MIB
                ? Optional.of("the disk of " + path + " is full, " + freeMib + " MiB are free")
                : Optional.empty();
    }
}
