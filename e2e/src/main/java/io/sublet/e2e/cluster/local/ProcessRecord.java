package io.sublet.e2e.cluster.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that the cluster started, known by its id and its start time: the id alone may meanwhile be another's.
 *
 * @param name what it is, for messages
 * @param startTicks time of its start since boot in clock ticks, field 22 of {@code /proc/PID/stat} (proc(5))
 */
public record ProcessRecord(String name, long pid, long startTicks) {
    /** Field 22, counted from the first field after the command name, which ends at the last parenthesis. */
    private static final int START_TIME_AFTER_NAME = 22 - 3;

    /**
     * Parses one line of {@code /proc/PID/stat}.
     *
     * @return empty if the line is cut short, as a crash in the middle of the write would leave it
     */
    static Optional<ProcessRecord> parse(String name, String line) {
        int open = line.indexOf(" (");
        int close = line.lastIndexOf(") ");
        if (open < 1 || close < open) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).strip().split(" ", -1);
        if (fields.length <= START_TIME_AFTER_NAME) {
            return Optional.empty();
        }
        return Optional.of(new ProcessRecord(
                name, Long.parseLong(line.substring(0, open)), Long.parseLong(fields[START_TIME_AFTER_NAME])));
    }

    /** The record in a file that the process wrote before it became its program. */
    static Optional<ProcessRecord> read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            return parse(name, Files.readString(file));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The process with that id as it is now, if there is one. */
    static Optional<ProcessRecord> running(String name, long pid) {
        return read(Path.of("/proc", Long.toString(pid), "stat"))
                .map(found -> new ProcessRecord(name, found.pid, found.startTicks));
    }

    /** Whether this very process still runs; one that has ended and waits for its parent does not. */
    public boolean isAlive() {
        Path stat = Path.of("/proc", Long.toString(pid), "stat");
        try {
            String line = Files.readString(stat);
            boolean ended = line.charAt(line.lastIndexOf(") ") + 2) == 'Z';
            return !ended
                    && parse(name, line)
                            .filter(now -> now.startTicks == startTicks)
                            .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** Kills it with a signal that cannot be caught, if it still runs. */
    void kill() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
