package io.sublet.e2e.demo.load;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Threads that copy memory from one place to another, without end, through pieces that no cache holds. */
final class MemoryTraffic {
    private static final long MIB = 1 << 20;

    private MemoryTraffic() {}

    /**
     * Copies until the program is told to end.
     *
     * @param mebibytes of each thread
     */
    static void run(int threads, int mebibytes) {
        for (int i = 0; i < threads; i++) {
            Thread.ofPlatform().name("traffic-" + i).start(() -> copy(mebibytes));
        }
    }

    private static void copy(int mebibytes) {
        long half = mebibytes * MIB / 2;
        MemorySegment memory = Arena.ofAuto().allocate(2 * half, Long.BYTES);
        memory.fill((byte) 1);
        while (!Thread.currentThread().isInterrupted()) {
            MemorySegment.copy(memory, 0, memory, half, half);
            MemorySegment.copy(memory, half, memory, 0, half);
            // A moment in which the thread can be stopped and looked at.
            LockSupport.parkNanos(Duration.ofNanos(1).toNanos());
        }
    }
}
