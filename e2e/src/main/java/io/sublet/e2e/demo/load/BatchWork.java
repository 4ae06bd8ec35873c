package io.sublet.e2e.demo.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Threads that compute as fast as they are let, and say every ten seconds how much CPU they got. */
final class BatchWork {
    private static final CpuWork STEP = CpuWork.of(Duration.ofMillis(10));
    private static final Duration REPORT = Duration.ofSeconds(10);

    private final int threads;
    private final Optional<Duration> limit;
    private final LongAdder cpuNanos = new LongAdder();

    BatchWork(int threads, Optional<Duration> limit) {
        this.threads = threads;
        this.limit = limit;
    }

    /** Works until the time is over, or for ever. */
    void run(PrintStream out) throws InterruptedException {
        long start = System.nanoTime();
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("batch-" + i).daemon().start(() -> work(start)));
        }
        for (Thread worker : workers) {
            while (!worker.join(REPORT)) {
                report(out, start);
            }
        }
        report(out, start);
    }

    private void work(long start) {
        while (limit.isEmpty() || System.nanoTime() - start < limit.get().toNanos()) {
            STEP.run();
            cpuNanos.add(STEP.cpuNanos());
        }
    }

    private void report(PrintStream out, long start) {
        out.printf(
                Locale.ROOT,
                "{\"seconds\":%.1f,\"cpuSeconds\":%.2f}%n",
                (System.nanoTime() - start) / 1e9,
                cpuNanos.sum() / 1e9);
    }
}
