package io.sublet.e2e.image;

import java.nio.file.Path;

/**
 * An image archive on disk.
 *
 * @param name repository and tag
 * @param archive docker-archive tar, as {@code ctr images import} and {@code docker load} read it
 * @param digest "sha256:…" of the image's configuration, the same for the same input
 * @param archiveBytes size of the archive, with compressed layers
 * @param contentBytes size of the files in the layers
 * @param fresh whether this run made it; false if what was there was still right
 */
public record BuiltImage(
        String name, Path archive, String digest, long archiveBytes, long contentBytes, boolean fresh) {}
