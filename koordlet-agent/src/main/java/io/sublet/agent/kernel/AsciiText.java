package io.sublet.agent.kernel;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable buffer for the text of one kernel file, with the ways in which such files are read: a number alone, a number
 * behind a key, fields of a line. Numbers are parsed in place, without garbage. A number counts only if white space follows:
 * files of the kernel end with a newline, so that one without has been cut.
 */
public final class AsciiText {
    /** Returned where no number stands; no file that the agent reads holds a negative number below -1. */
    public static final long NONE = Long.MIN_VALUE;

    private static final int MOST_DIGITS = 19;

    private byte[] bytes;
    private int length;

    /** With room for most files of the kernel. */
    public AsciiText() {
        this(4096);
    }

    /**
     * With room for a file of some size; a longer one finds it too.
     *
     * @param room bytes
     */
    public AsciiText(int room) {
        bytes = new byte[room];
    }

    public static AsciiText of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        AsciiText ascii = new AsciiText(bytes.length);
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

    /** Whether both hold the same text. */
    public boolean isSame(AsciiText other) {
        return Arrays.equals(bytes, 0, length, other.bytes, 0, other.length);
    }

    /** Takes the text of another one. */
    public void copy(AsciiText other) {
        clear();
        System.arraycopy(other.bytes, 0, reserve(other.length), 0, other.length);
        advance(other.length);
    }

    /** The number at the beginning, or {@link #NONE}. */
    public long number() {
        return numberAt(0);
    }

    /** The number at the beginning if it is not negative, or {@link #NONE}. */
    public long count() {
        return countAt(0);
    }

    /** The number behind the key on the line {@code key number} or {@code key: number unit}, or {@link #NONE}. */
    public long numberOf(String key) {
        for (int line = 0; line < length; line = nextLine(line)) {
            if (startsWith(line, key)) {
                int at = valueAt(line + key.length());
                if (at >= 0) {
                    return numberAt(at);
                }
            }
        }
        return NONE;
    }

    /** As {@link #numberOf}, for a number that is not negative. */
    public long countOf(String key) {
        long number = numberOf(key);
        return number < 0 ? NONE : number;
    }

    /**
     * The numbers behind several keys in one pass; {@link #NONE} for each that is not there or is negative.
     *
     * @param into one element for each key
     */
    public void countsOf(String[] keys, long[] into) {
        Arrays.fill(into, NONE);
        int found = 0;
        for (int line = 0; line < length && found < keys.length; line = nextLine(line)) {
            for (int key = 0; key < keys.length; key++) {
                // Where a key ends is told sooner than whether it is the key.
                int at = valueAt(line + keys[key].length());
                if (at >= 0 && into[key] == NONE && startsWith(line, keys[key])) {
                    into[key] = countAt(at);
                    found++;
                    break;
                }
            }
        }
    }

    /** The number in the given field of the first line, fields being separated by blanks and counted from 0. */
    public long field(int field) {
        return fieldAt(0, field);
    }

    /** The first byte of the line after the one that a byte is on; {@link #length()} behind the last one. */
    public int nextLine(int from) {
        int at = from;
        while (at < length && bytes[at] != '\n') {
            at++;
        }
        return Math.min(length, at + 1);
    }

    /** As {@link #field}, on the line that begins at the given byte. */
    public long fieldAt(int line, int field) {
        return numberAt(startOfField(line, field));
    }

    /** The text of a field on the line that begins at the given byte; empty if the line has fewer. */
    public String wordAt(int line, int field) {
        int start = startOfField(line, field);
        int end = start;
        while (end < length && !isSpace(bytes[end])) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.US_ASCII);
    }

    /** Where the character stands last, or -1. */
    public int lastIndexOf(char character) {
        int at = length - 1;
        while (at >= 0 && bytes[at] != character) {
            at--;
        }
        return at;
    }

    /** Whether the text goes on so at the given byte. */
    public boolean startsWith(int at, String key) {
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

    /**
     * The number behind the mark on the line that begins at the given byte, in hundredths: 123 for {@code avg10=1.23}.
     *
     * @return {@link #NONE} if there is none, or it has not two places
     */
    public long hundredthsAt(int line, String mark) {
        int at = find(line, mark);
        long whole = 0;
        int digits = at;
        while (digits >= 0 && digits < length && isDigit(bytes[digits]) && digits - at < 9) {
            whole = whole * 10 + (bytes[digits++] - '0');
        }
        boolean complete = at >= 0
                && digits > at
                && digits + 3 < length
                && bytes[digits] == '.'
                && isDigit(bytes[digits + 1])
                && isDigit(bytes[digits + 2])
                && isSpace(bytes[digits + 3]);
        return complete ? (whole * 10 + bytes[digits + 1] - '0') * 10 + bytes[digits + 2] - '0' : NONE;
    }

    /** The number behind the mark on the line that begins at the given byte, or {@link #NONE}. */
    public long countAfter(int line, String mark) {
        int at = find(line, mark);
        return at < 0 ? NONE : countAt(at);
    }

    /** The byte behind the first such text on the line, or -1. */
    private int find(int line, String mark) {
        for (int at = line; at < length && bytes[at] != '\n'; at++) {
            if (startsWith(at, mark)) {
                return at + mark.length();
            }
        }
        return -1;
    }

    /** Where the value behind a key stands, if the key ends at the given byte; else -1. */
    private int valueAt(int endOfKey) {
        int at = endOfKey < length && bytes[endOfKey] == ':' ? endOfKey + 1 : endOfKey;
        return at < length && isSpace(bytes[at]) ? at : -1;
    }

    private int startOfField(int line, int field) {
        int at = skipBlanks(line);
        for (int skipped = 0; skipped < field; skipped++) {
            while (at < length && !isSpace(bytes[at])) {
                at++;
            }
            at = skipBlanks(at);
        }
        return at;
    }

    private long countAt(int start) {
        long number = numberAt(start);
        return number < 0 ? NONE : number;
    }

    private long numberAt(int start) {
        int at = skipBlanks(start);
        boolean negative = at < length && bytes[at] == '-';
        if (negative) {
            at++;
        }
        int digits = at;
        long value = 0;
        while (at < length && isDigit(bytes[at])) {
            value = value * 10 + (bytes[at] - '0');
            at++;
        }
        boolean whole = at > digits && at - digits <= MOST_DIGITS && at < length && isSpace(bytes[at]);
        if (!whole || value < 0) {
            return NONE;
        }
        return negative ? -value : value;
    }

    private int skipBlanks(int from) {
        int at = from;
        while (at < length && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n';
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
