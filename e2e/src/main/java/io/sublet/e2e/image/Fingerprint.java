package io.sublet.e2e.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * What an image was made of: its settings and the path, mode and content of each file.
 *
 * @param sha256 hash over all of it
 * @param contentBytes sum of the files' sizes
 */
record Fingerprint(String sha256, long contentBytes) {
    /** Changes when the way images are written changes, so that archives of an older program are made again. */
    private static final String FORMAT = "1";

    static Fingerprint of(ImageDefinition image) throws IOException {
        MessageDigest all = newDigest();
        long bytes = 0;
        update(all, FORMAT + image.name() + image.entrypoint() + image.user() + image.ports());
        update(all, new TreeMap<>(image.environment()).toString());
        for (Layer layer : image.layers()) {
            update(all, "layer " + layer.name());
            for (LayerFile file : layer.files()) {
                boolean content = Files.isRegularFile(file.source());
                update(all, file.target() + " " + file.mode() + " " + (content ? of(file.source()) : "directory"));
                bytes += content ? Files.size(file.source()) : 0;
            }
        }
        return new Fingerprint(HexFormat.of().formatHex(all.digest()), bytes);
    }

    /** SHA-256 of a file, in hexadecimal digits. */
    static String of(Path file) throws IOException {
        MessageDigest digest = newDigest();
        try (InputStream in = Files.newInputStream(file);
                OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            in.transferTo(out);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(String text) {
        MessageDigest digest = newDigest();
        update(digest, text);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void update(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
