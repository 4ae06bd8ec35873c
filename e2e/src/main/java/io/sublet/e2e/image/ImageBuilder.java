package io.sublet.e2e.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * Writes images as archives. An archive is written again only if something in it changed: beside each archive a
 * {@code .inputs} file names what it was made of.
 */
public final class ImageBuilder {
    /** Fixed, so that the time of the build is not part of the image. */
    static final Instant EPOCH = Instant.EPOCH.plusSeconds(1);

    private final Path directory;

    /** A builder of archives in {@code directory}, which is made if it is not there. */
    public ImageBuilder(Path directory) {
        this.directory = directory;
    }

    /**
     * The archive of an image, made now or found as it has to be.
     *
     * @throws ImageException if an input is missing or the archive cannot be written
     */
    public BuiltImage build(ImageDefinition image) {
        try {
            Files.createDirectories(directory);
            Path archive = directory.resolve(image.archiveName());
            Path inputs = directory.resolve(image.archiveName() + ".inputs");
            Fingerprint fingerprint = Fingerprint.of(image);
            if (Files.exists(archive) && Files.exists(inputs) && Files.exists(billOfMaterials(archive))) {
                List<String> known = Files.readAllLines(inputs);
                if (known.size() == 2 && known.getFirst().equals(fingerprint.sha256())) {
                    return described(image, archive, known.getLast(), fingerprint, false);
                }
            }
            Files.deleteIfExists(inputs);
            Files.writeString(billOfMaterials(archive), new BillOfMaterials(image).json());
            Path part = archive.resolveSibling(image.archiveName() + ".part");
            String digest = write(image, part);
            Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
            Files.write(inputs, List.of(fingerprint.sha256(), digest));
            return described(image, archive, digest, fingerprint, true);
        } catch (IOException | UncheckedIOException e) {
            throw new ImageException("image " + image.name() + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** Where the list of an archive's contents is: {@code agent-0.1.0.cdx.json} for {@code agent-0.1.0.tar}. */
    static Path billOfMaterials(Path archive) {
        return archive.resolveSibling(archive.getFileName().toString().replaceFirst("\\.tar$", ".cdx.json"));
    }

    private static BuiltImage described(
            ImageDefinition image, Path archive, String digest, Fingerprint fingerprint, boolean fresh)
            throws IOException {
        return new BuiltImage(image.name(), archive, digest, Files.size(archive), fingerprint.contentBytes(), fresh);
    }

    private String write(ImageDefinition image, Path archive) throws IOException {
        JibContainerBuilder builder = Jib.fromScratch()
                .setPlatforms(Set.of(new Platform(goArchitecture(), "linux")))
                .setCreationTime(EPOCH)
                .setEntrypoint(image.entrypoint())
                .setEnvironment(image.environment())
                .setUser(image.user())
                .setWorkingDirectory(AbsoluteUnixPath.get("/"));
        image.ports().forEach(port -> builder.addExposedPort(Port.tcp(port)));
        image.layers().forEach(layer -> builder.addFileEntriesLayer(entries(layer)));
        try {
            Containerizer target = Containerizer.to(TarImage.at(archive).named(image.name()))
                    .setOfflineMode(true)
                    .setBaseImageLayersCache(directory.resolve("cache"))
                    .setApplicationLayersCache(directory.resolve("cache"));
            return builder.containerize(target).getImageId().toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException("interrupted while writing " + image.name(), e);
        } catch (InvalidImageReferenceException | CacheDirectoryCreationException | RegistryException e) {
            throw new ImageException("image " + image.name() + ": " + e.getMessage(), e);
        } catch (ExecutionException e) {
            throw new ImageException("image " + image.name() + ": " + e.getCause(), e);
        }
    }

    private static FileEntriesLayer entries(Layer layer) {
        FileEntriesLayer.Builder entries = FileEntriesLayer.builder().setName(layer.name());
        for (LayerFile file : layer.files()) {
            entries.addEntry(
                    file.source(),
                    AbsoluteUnixPath.get(file.target()),
                    FilePermissions.fromOctalString(file.mode()),
                    EPOCH);
        }
        return entries.build();
    }

    /** The name that image configurations use for this machine's processor. */
    static String goArchitecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }
}
