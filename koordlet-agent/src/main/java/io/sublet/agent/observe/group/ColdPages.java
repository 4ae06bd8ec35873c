package io.sublet.agent.observe.group;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.model.unit.Bytes;
import java.util.Optional;

/**
 * Reads memory.idle_page_stats of kernels with kidled: for each kind of page the bytes by how many scans they have been idle. Page
 * cache counts as cold when it was idle for five minutes.
 *
 * @param scanSeconds between two scans, by /sys/kernel/mm/kidled/scan_period_in_seconds; positive
 */
public record ColdPages(long scanSeconds) {
    /** Clean or dirty (c, d), file pages (f), evictable or not (e, u), idle (i). */
    private static final String[] FILE_KINDS = {"cfei", "dfei", "cfui", "dfui"};

    /** The least number of scans of each column; column 0 is the kind. */
    private static final int[] SCANS = {1, 2, 5, 15, 30, 60, 120, 240};

    private static final long COLD_SECONDS = 300;
    private static final long ABSURD = 1L << 50;

    public ColdPages {
        if (scanSeconds <= 0) {
            throw new IllegalArgumentException("kidled scans each " + scanSeconds + " s");
        }
    }

    /** The cold bytes; empty if a kind or a number is not there. */
    Optional<Bytes> parse(AsciiText text) {
        long sum = 0;
        for (String kind : FILE_KINDS) {
            long bytes = coldBytes(text, kind);
            if (bytes == AsciiText.NONE) {
                return Optional.empty();
            }
            sum += bytes;
        }
        return Optional.of(new Bytes(sum));
    }

    private long coldBytes(AsciiText text, String kind) {
        for (int line = 0; line < text.length(); line = text.nextLine(line)) {
            if (!text.wordAt(line, 0).equals(kind)) {
                continue;
            }
            long sum = 0;
            for (int column = 1; column <= SCANS.length; column++) {
                long bytes = text.fieldAt(line, column);
                if (bytes < 0 || bytes > ABSURD) {
                    return AsciiText.NONE;
                }
                sum += SCANS[column - 1] * scanSeconds >= COLD_SECONDS ? bytes : 0;
            }
            return sum;
        }
        return AsciiText.NONE;
    }
}
