package io.sublet.e2e.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a 64-bit little-endian ELF file says it needs: the loader that starts it and the libraries it links against
 * (System V ABI, chapters 4 and 5).
 */
record ElfFile(Optional<String> interpreter, List<String> needed) {
    private static final int PROGRAM_HEADERS_OFFSET = 0x20;
    private static final int PROGRAM_HEADER_SIZE = 0x36;
    private static final int LOAD = 1;
    private static final int DYNAMIC = 2;
    private static final int INTERPRETER = 3;
    private static final long TAG_NEEDED = 1;
    private static final long TAG_STRING_TABLE = 5;

    private record Segment(int type, long offset, long address, long size) {}

    /** Empty if the file is not ELF. */
    static Optional<ElfFile> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.limit() < 64 || bytes.getInt(0) != 0x464c457f) {
            return Optional.empty();
        }
        if (bytes.get(4) != 2 || bytes.get(5) != 1) {
            throw new IOException(file + " is not 64-bit little-endian");
        }
        List<Segment> segments = segments(bytes);
        Optional<String> interpreter = segments.stream()
                .filter(segment -> segment.type == INTERPRETER)
                .findFirst()
                .map(segment -> text(bytes, segment.offset));
        Optional<Segment> dynamic =
                segments.stream().filter(segment -> segment.type == DYNAMIC).findFirst();
        return Optional.of(new ElfFile(
                interpreter,
                dynamic.map(found -> needed(bytes, segments, found)).orElse(List.of())));
    }

    private static List<Segment> segments(ByteBuffer bytes) {
        List<Segment> segments = new ArrayList<>();
        int start = Math.toIntExact(bytes.getLong(PROGRAM_HEADERS_OFFSET));
        int size = bytes.getShort(PROGRAM_HEADER_SIZE);
        for (int i = 0; i < bytes.getShort(PROGRAM_HEADER_SIZE + 2); i++) {
            int at = start + i * size;
            segments.add(new Segment(
                    bytes.getInt(at), bytes.getLong(at + 8), bytes.getLong(at + 16), bytes.getLong(at + 32)));
        }
        return segments;
    }

    private static List<String> needed(ByteBuffer bytes, List<Segment> segments, Segment dynamic) {
        List<Long> names = new ArrayList<>();
        long table = 0;
        for (long at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
            long tag = bytes.getLong(Math.toIntExact(at));
            long value = bytes.getLong(Math.toIntExact(at) + 8);
            if (tag == TAG_NEEDED) {
                names.add(value);
            } else if (tag == TAG_STRING_TABLE) {
                table = value;
            }
        }
        long strings = offset(segments, table);
        return names.stream().map(name -> text(bytes, strings + name)).toList();
    }

    private static long offset(List<Segment> segments, long address) {
        return segments.stream()
                .filter(segment ->
                        segment.type == LOAD && address >= segment.address && address < segment.address + segment.size)
                .findFirst()
                .map(segment -> address - segment.address + segment.offset)
                .orElseThrow();
    }

    private static String text(ByteBuffer bytes, long offset) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int at = Math.toIntExact(offset); bytes.get(at) != 0; at++) {
            text.write(bytes.get(at));
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
