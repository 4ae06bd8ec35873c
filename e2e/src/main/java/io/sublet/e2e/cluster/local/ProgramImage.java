package io.sublet.e2e.cluster.local;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Path;
import java.util.Set;

/** Writes an image that holds one static program and nothing else. */
public final class ProgramImage {
    private ProgramImage() {}

    /** Writes the image that containerd makes pods' sandboxes from. */
    static Path write(Path program, Path archive) {
        return write(program, NodeConfiguration.PAUSE_IMAGE, archive);
    }

    /**
     * Writes a docker-archive tar.
     *
     * @param program a static program; its file name becomes the entry point {@code /NAME}
     * @param name the image's full name with a tag
     */
    public static Path write(Path program, String name, Path archive) {
        AbsoluteUnixPath inside = AbsoluteUnixPath.get("/" + program.getFileName());
        StateDirectory.directory(archive.resolveSibling(""));
        try {
            Jib.fromScratch()
                    .setPlatforms(Set.of(new Platform(KubePrograms.architecture(), "linux")))
                    .addFileEntriesLayer(FileEntriesLayer.builder()
                            .addEntry(program, inside, FilePermissions.fromOctalString("755"))
                            .build())
                    .setEntrypoint(inside.toString())
                    .containerize(Containerizer.to(TarImage.at(archive).named(name))
                            .setBaseImageLayersCache(archive.resolveSibling("layers"))
                            .setApplicationLayersCache(archive.resolveSibling("layers")));
            return archive;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        } catch (InvalidImageReferenceException e) {
            throw new IllegalArgumentException("not an image name: " + name, e);
        } catch (Exception e) {
            throw new ClusterException("cannot write the image " + archive + ": " + e.getMessage(), e);
        }
    }
}
