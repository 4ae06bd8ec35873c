package io.sublet.agent.replay;

import io.sublet.agent.kernel.StateStore;
import io.sublet.agent.observe.Observation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observations on disk, in two files that take turns. By default one now and then when something is done, so that it can be looked at
 * later; all of them on request, which is what a replay of rules that go by time needs.
 */
public final class ObservationLog {
    private static final String FILE = "observations.jsonl";
    private static final String OLDER_FILE = "observations.1.jsonl";
    private static final long MAX_FILE_BYTES = 8L << 20;
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    /** A process that starts has more urgent things to do. */
    private static final Duration BEFORE_FIRST = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(ObservationLog.class);

    /** Which observations are kept. */
    public enum Keep {
        NONE,
        /** One in a minute in which something is done. */
        ACTS,
        ALL;

        public static Optional<Keep> parse(String text) {
            for (Keep keep : values()) {
                if (keep.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return Optional.of(keep);
                }
            }
            return Optional.empty();
        }
    }

    private final StateStore store;
    private final Keep keep;
    private Optional<Duration> next = Optional.empty();
    private boolean waiting;
    private boolean failing;

    public ObservationLog(StateStore store, Keep keep) {
        this.store = store;
        this.keep = keep;
    }

    /** What is kept in a state directory, in the order in which it was seen. */
    public static List<Path> files(Path stateDirectory) {
        return Stream.of(OLDER_FILE, FILE)
                .map(stateDirectory::resolve)
                .filter(Files::exists)
                .toList();
    }

    /** @param acted whether something is done on it; if that cannot be recorded now, the first one that can be is */
    public void add(Observation seen, boolean acted) {
        waiting |= acted;
        Duration now = seen.moment().sinceBoot();
        if (next.isEmpty()) {
            next = Optional.of(now.plus(BEFORE_FIRST));
        }
        boolean due = switch (keep) {
            case NONE -> false;
            case ACTS -> waiting && now.compareTo(next.get()) >= 0;
            case ALL -> true;
        };
        if (!due) {
            return;
        }
        waiting = false;
        next = Optional.of(now.plus(BETWEEN));
        // What cannot be renamed must not grow for ever.
        boolean failed = (store.size(FILE) > MAX_FILE_BYTES
                        && store.rename(FILE, OLDER_FILE).isPresent())
                || store.append(FILE, List.of(ObservationLine.render(seen)), false)
                        .isPresent();
        if (failed && !failing) {
            log.warn("Cannot write observations to the state directory; they are left out");
        }
        failing = failed;
    }
}
