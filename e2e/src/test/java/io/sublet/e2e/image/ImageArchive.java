package io.sublet.e2e.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A docker-archive tar taken apart, as a container runtime does it. */
record ImageArchive(JsonNode manifest, JsonNode configuration, Path files) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Unpacks the archive's parts and then its layers, one over the other. */
    static ImageArchive unpack(Path archive, Path directory) throws IOException {
        Path parts = directory.resolve("parts");
        Path files = Files.createDirectories(directory.resolve("files"));
        try (InputStream in = Files.newInputStream(archive)) {
            extract(in, parts);
        }
        JsonNode manifest =
                JSON.readTree(parts.resolve("manifest.json").toFile()).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            try (InputStream in = new GZIPInputStream(Files.newInputStream(parts.resolve(layer.asText())))) {
                extract(in, files);
            }
        }
        return new ImageArchive(
                manifest,
                JSON.readTree(parts.resolve(manifest.get("Config").asText()).toFile()),
                files);
    }

    private static void extract(InputStream in, Path directory) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new BufferedInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = directory.resolve(entry.getName()).normalize();
                if (!path.startsWith(directory)) {
                    throw new IOException("outside of the image: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.resolveSibling(""));
                    Files.copy(tar, path);
                }
                Files.setPosixFilePermissions(path, permissions(entry.getMode()));
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> permissions = new HashSet<>();
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int bit = 0; bit < all.length; bit++) {
            if ((mode & (0400 >> bit)) != 0) {
                permissions.add(all[bit]);
            }
        }
        return permissions;
    }

    /** What the image is known by. */
    String configurationSha256() throws IOException {
        return Fingerprint.of(
                files.resolveSibling("parts").resolve(manifest.get("Config").asText()));
    }

    List<String> entrypoint() {
        List<String> words = new ArrayList<>();
        configuration.at("/config/Entrypoint").forEach(word -> words.add(word.asText()));
        return words;
    }
}
