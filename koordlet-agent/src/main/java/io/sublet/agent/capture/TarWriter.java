package io.sublet.agent.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** Writes a tar archive of plain files and directories: the ustar format, with GNU's entry for names of more than 100 bytes. */
final class TarWriter implements AutoCloseable {
    private static final int BLOCK = 512;
    private static final int NAME = 100;
    private static final char FILE = '0';
    private static final char DIRECTORY = '5';
    private static final char LONG_NAME = 'L';

    private final OutputStream out;
    private final Instant at;

    /** @param at the time of change of every entry */
    TarWriter(OutputStream out, Instant at) {
        this.out = out;
        this.at = at;
    }

    void file(String name, String text) throws IOException {
        entry(name, FILE, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void directory(String name) throws IOException {
        entry(name + "/", DIRECTORY, new byte[0]);
    }

    private void entry(String name, char type, byte[] content) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME) {
            byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
            block("././@LongLink".getBytes(StandardCharsets.US_ASCII), LONG_NAME, terminated);
        }
        block(Arrays.copyOf(bytes, Math.min(NAME, bytes.length)), type, content);
    }

    private void block(byte[] name, char type, byte[] content) throws IOException {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        number(header, 100, 8, type == DIRECTORY ? 0755 : 0644);
        number(header, 108, 8, 0);
        number(header, 116, 8, 0);
        number(header, 124, 12, content.length);
        number(header, 136, 12, at.getEpochSecond());
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 257, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        number(header, 148, 7, sum);
        out.write(header);
        out.write(content);
        out.write(new byte[Math.floorMod(-content.length, BLOCK)]);
    }

    private static void put(byte[] header, int at, byte[] bytes) {
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** Octal digits and a NUL. */
    private static void number(byte[] header, int at, int length, long value) {
        String digits = String.format("%0" + (length - 1) + "o", value);
        put(header, at, digits.getBytes(StandardCharsets.US_ASCII));
        header[at + length - 1] = 0;
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.close();
    }
}
