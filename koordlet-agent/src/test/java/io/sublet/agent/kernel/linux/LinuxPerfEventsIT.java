package io.sublet.agent.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.PerfCount;
import io.sublet.agent.kernel.PerfEvents.Counting;
import io.sublet.agent.kernel.PerfEvents.Event;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The real system call on a control group of its own, with what the kernel counts itself; and what it says of hardware counters. */
@EnabledIf(value = "canCount", disabledReason = "needs root and a hierarchy that counts events")
class LinuxPerfEventsIT {
    private static final CgroupFs CGROUPS = new CgroupFs(new LinuxKernelFiles(), "/sys/fs/cgroup");
    private static final List<Event> SOFTWARE = List.of(Event.CPU_CLOCK, Event.TASK_CLOCK);
    private static final CpuSet ALL = CpuSet.firstCpus(Runtime.getRuntime().availableProcessors());

    private final LinuxPerfEvents perf = new LinuxPerfEvents();
    private final Path group =
            root().resolve("sublet-perf-" + ProcessHandle.current().pid());

    static boolean canCount() {
        return CGROUPS.perfDirectory(CgroupPath.ROOT) instanceof Reading.Value<String>(String directory)
                && Files.isWritable(Path.of(directory, "cgroup.procs"));
    }

    private static Path root() {
        return Path.of(CGROUPS.perfDirectory(CgroupPath.ROOT).toOptional().orElseThrow());
    }

    @BeforeEach
    void makeGroup() throws IOException {
        Files.createDirectories(group.resolve("child"));
    }

    @AfterEach
    void removeGroup() throws IOException {
        Files.delete(group.resolve("child"));
        Files.delete(group);
    }

    @Test
    void countsWhatAGroupDoesAndNothingOfOthersAndGivesItsDescriptorsBack() throws Exception {
        Process spinning = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        Process elsewhere = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            Files.writeString(group.resolve("child/cgroup.procs"), Long.toString(spinning.pid()));
            long before = descriptors();
            Counting counting = begin(SOFTWARE);
            assertThat(descriptors()).isEqualTo(before + 2L * ALL.size());
            long cpuBefore = usedNanos();
            await("half a second of CPU time").until(() -> usedNanos() - cpuBefore > 500_000_000);
            List<PerfCount> counts = counting.read().toOptional().orElseThrow();
            long used = usedNanos() - cpuBefore;
            counting.close();

            assertThat(descriptors()).isEqualTo(before);
            assertThat(counts).hasSize(ALL.size());
            assertThat(sum(counts, 0)).isBetween(used / 2, used * 2);
            assertThat(sum(counts, 1)).isBetween(used / 2, used * 2);
            // Of a group the time counts in which it ran.
            assertThat(counts.stream().mapToLong(PerfCount::enabledNanos).sum()).isBetween(used / 2, used * 2);
            assertThat(counts)
                    .allSatisfy(count -> assertThat(count.runningNanos()).isEqualTo(count.enabledNanos()));
        } finally {
            elsewhere.destroyForcibly().waitFor();
            spinning.destroyForcibly().waitFor();
        }
    }

    @Test
    void countsNothingOfAGroupThatDoesNothing() {
        try (Counting counting = begin(SOFTWARE)) {
            workElsewhere(Duration.ofMillis(50));
            assertThat(counting.read().toOptional().orElseThrow()).allSatisfy(count -> {
                assertThat(count.enabledNanos()).isZero();
                assertThat(count.values()).containsExactly(0L, 0L);
            });
        }
    }

    @Test
    void keepsCountingAGroupThatWasRemovedAndSaysThatOneIsNotThere() throws IOException {
        Path gone = Files.createDirectory(group.resolve("gone"));
        try (Counting counting =
                perf.begin(gone.toString(), ALL, SOFTWARE).toOptional().orElseThrow()) {
            Files.delete(gone);
            assertThat(counting.read().isMissing()).isFalse();
        }
        assertThat(perf.begin(gone.toString(), ALL, SOFTWARE))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("ENOENT"));
    }

    @Test
    void countsCyclesOrSaysWhyNot() throws IOException {
        long before = descriptors();
        switch (perf.begin(group.toString(), ALL, List.of(Event.CYCLES, Event.INSTRUCTIONS))) {
            case Reading.Value<Counting>(Counting counting) -> counting.close();
            case Reading.Missing<Counting>(String cause) ->
                assertThat(cause).startsWith("perf_event_open: ").containsAnyOf("ENOENT", "EACCES", "EPERM", "errno");
        }
        assertThat(descriptors()).isEqualTo(before);
    }

    @Test
    void closesAllWhereACpuIsNotThere() throws IOException {
        long before = descriptors();
        assertThat(perf.begin(group.toString(), ALL.union(CpuSet.of(CpuSet.MAX_CPU)), SOFTWARE)
                        .isMissing())
                .isTrue();
        assertThat(descriptors()).isEqualTo(before);
    }

    private Counting begin(List<Event> events) {
        Reading<Counting> begun = perf.begin(group.toString(), ALL, events);
        assumeThat(begun.isMissing()).as("%s", begun).isFalse();
        return begun.toOptional().orElseThrow();
    }

    /** Has this thread, which is in another group, use so much CPU time. */
    private static void workElsewhere(Duration time) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + time.toNanos();
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** What the group used, by the kernel's other account. */
    private long usedNanos() throws IOException {
        try (Stream<String> lines = Files.lines(group.resolve("cpu.stat"))) {
            return lines.filter(line -> line.startsWith("usage_usec "))
                    .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())) * 1000)
                    .sum();
        }
    }

    private static long sum(List<PerfCount> counts, int event) {
        return counts.stream().mapToLong(count -> count.values().get(event)).sum();
    }

    /** Those of counters alone: others come and go with what else the test's own JVM does. */
    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(LinuxPerfEventsIT::isCounter).count();
        }
    }

    private static boolean isCounter(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals("anon_inode:[perf_event]");
        } catch (IOException e) {
            // Closed since it was listed.
            return false;
        }
    }
}
