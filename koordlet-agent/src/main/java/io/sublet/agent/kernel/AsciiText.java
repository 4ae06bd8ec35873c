package io.sublet.agent.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable buffer for the text of one kernel file, with the three ways in which such files are read: a number alone, a
 * number behind a key, fields of a line. Numbers are parsed in place, without garbage.
 */
public final class AsciiText {
    /** Returned where no number stands; no file that the agent reads holds a negative number below -1. */
    public static final long NONE = Long.MIN_VALUE;

    private byte[] bytes = new byte[4096];
    private int length;

    public static AsciiText of(String text) {
        AsciiText ascii = new AsciiText();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ascii.clear();
        System.arraycopy(bytes, 0, ascii.reserve(bytes.length), 0, bytes.length);
        ascii.advance(bytes.length);
        return ascii;
    }

    public void clear() {
        length = 0;
    }

    public int length() {
        return length;
    }

    /** The array, with room for so many more bytes behind {@link #length()}. */
    public byte[] reserve(int more) {
        if (bytes.length < length + more) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
        return bytes;
    }

    /** Says that so many bytes were put behind {@link #length()}. */
    public void advance(int more) {
        length += more;
    }

    /** The number at the beginning, or {@link #NONE}. */
    public long number() {
        return numberAt(0);
    }

    /** The number behind the key on the line {@code key number} or {@code key: number unit}, or {@link #NONE}. */
    public long numberOf(String key) {
        for (int line = 0; line < length; line = nextLine(line)) {
            if (startsWith(line, key)) {
                int at = line + key.length();
                if (at < length && bytes[at] == ':') {
                    at++;
                }
                if (at < length && isSpace(bytes[at])) {
                    return numberAt(at);
                }
            }
        }
        return NONE;
    }

    /** The number in the given field of the first line, fields being separated by blanks and counted from 0. */
    public long field(int field) {
        int at = 0;
        for (int skipped = 0; skipped < field; skipped++) {
            at = skipSpace(at);
            while (at < length && !isSpace(bytes[at])) {
                at++;
            }
        }
        return numberAt(at);
    }

    private long numberAt(int start) {
        int at = skipSpace(start);
        boolean negative = at < length && bytes[at] == '-';
        if (negative) {
            at++;
        }
        int digits = at;
        long value = 0;
        while (at < length && bytes[at] >= '0' && bytes[at] <= '9') {
            value = value * 10 + (bytes[at] - '0');
            at++;
        }
        if (at == digits || at - digits > 19 || value < 0) {
            return NONE;
        }
        return negative ? -value : value;
    }

    private boolean startsWith(int at, String key) {
        if (at + key.length() > length) {
            return false;
        }
        for (int i = 0; i < key.length(); i++) {
            if (bytes[at + i] != key.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int nextLine(int from) {
        int at = from;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private int skipSpace(int from) {
        int at = from;
        while (at < length && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n';
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
