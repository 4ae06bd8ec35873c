package io.sublet.e2e.demo.load;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads single words at random places of a piece of memory that is larger than caches: each waits for the memory itself, and so for whoever
 * else has it busy.
 */
final class MemoryWalk implements RequestWork {
    private static final long MIB = 1 << 20;

    private final MemorySegment memory;
    private final int reads;

    /**
     * Takes the memory.
     *
     * @param reads of one request
     */
    MemoryWalk(int mebibytes, int reads) {
        this.memory = Arena.ofAuto().allocate(mebibytes * MIB, Long.BYTES);
        this.reads = reads;
        memory.fill((byte) 1);
    }

    @Override
    public long run() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long words = memory.byteSize() / Long.BYTES;
        long at = random.nextLong(words);
        for (int i = 0; i < reads; i++) {
            // The next place depends on the word read, so that no two reads wait at once.
            at = (at * 6364136223846793005L + memory.getAtIndex(ValueLayout.JAVA_LONG, at) + random.nextInt()) >>> 1;
            at %= words;
        }
        return at;
    }
}
