package io.sublet.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names of long texts: enough of a hash to tell texts apart that nobody makes alike on purpose. */
public final class Fingerprint {
    /** Among a million texts, two have the same one with a chance of one in thirty million. */
    private static final int BYTES = 8;

    private Fingerprint() {}

    /** Sixteen hexadecimal digits, the same on every machine and in every version. */
    public static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
