package io.sublet.e2e.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Takes the symbol table for debuggers out of a 64-bit little-endian ELF library, a sixth of the JVM's; see elf(5). What the loader needs is
 * elsewhere ({@code .dynsym}), and the name of the file with the debug information stays.
 */
final class ElfSymbols {
    private static final int SYMBOLS = 2;
    private static final int NO_BITS = 8;

    private final byte[] bytes;
    private final ByteBuffer elf;
    private final int table;
    private final int headerSize;
    private final int sections;

    private ElfSymbols(byte[] bytes) {
        this.bytes = bytes;
        elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        table = Math.toIntExact(elf.getLong(0x28));
        headerSize = elf.getShort(0x3a);
        sections = elf.getShort(0x3c);
    }

    /** Rewrites the library; leaves it as it is where anything else lies behind its symbols. */
    static void drop(Path library) throws IOException {
        Files.write(library, new ElfSymbols(Files.readAllBytes(library)).withoutSymbols());
    }

    private byte[] withoutSymbols() {
        int symbols = 0;
        while (symbols < sections && elf.getInt(header(symbols) + 4) != SYMBOLS) {
            symbols++;
        }
        if (symbols == sections) {
            return bytes;
        }
        int strings = elf.getInt(header(symbols) + 0x28);
        int names = elf.getShort(0x3e);
        int end = Math.min(offset(symbols), offset(strings));
        for (int i = 0; i < sections; i++) {
            boolean goesOrMoves = i == symbols || i == strings || i == names;
            if (!goesOrMoves && elf.getInt(header(i) + 4) != NO_BITS && offset(i) + size(i) > end) {
                return bytes;
            }
        }
        byte[] sectionNames = Arrays.copyOfRange(bytes, offset(names), offset(names) + size(names));
        int newTable = (end + sectionNames.length + 7) & ~7;
        elf.putLong(header(names) + 0x18, end);
        for (int gone : new int[] {symbols, strings}) {
            Arrays.fill(bytes, header(gone), header(gone) + headerSize, (byte) 0);
        }
        elf.putLong(0x28, newTable);
        byte[] shorter = Arrays.copyOf(Arrays.copyOf(bytes, end), newTable + sections * headerSize);
        System.arraycopy(sectionNames, 0, shorter, end, sectionNames.length);
        System.arraycopy(bytes, table, shorter, newTable, sections * headerSize);
        return shorter;
    }

    private int header(int section) {
        return table + section * headerSize;
    }

    private int offset(int section) {
        return Math.toIntExact(elf.getLong(header(section) + 0x18));
    }

    private int size(int section) {
        return Math.toIntExact(elf.getLong(header(section) + 0x20));
    }
}
