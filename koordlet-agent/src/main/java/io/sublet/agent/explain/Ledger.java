package io.sublet.agent.explain;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.StateStore;
import io.sublet.model.reason.ReasonCode;
import io.sublet.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decisions of the agent: every one by which something changed or failed to, and of those that repeat what was decided
 * before, holding or acting, the first. The last ones are kept in memory, more on disk in two files that take turns. Losing the
 * ledger loses no protection, so it is not forced to the disk; a line that a crash has cut short is passed over.
 */
public final class Ledger {
    private static final String FILE = "decisions.jsonl";
    private static final String OLDER_FILE = "decisions.1.jsonl";
    private static final long MAX_FILE_BYTES = 4L << 20;
    private static final int IN_MEMORY = 256;
    private static final int MOST_CHARACTERS_IN_MEMORY = 1 << 19;

    /** An answer is at most so long, so that asking cannot fill the agent's memory. */
    private static final int LONGEST_ANSWER = 2 << 20;

    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private record Last(boolean acted, ReasonCode code) {}

    private final StateStore store;
    private final ArrayDeque<LedgerLine> recent = new ArrayDeque<>();
    private final Map<String, Last> lastByPolicy = new HashMap<>();
    private int characters;
    private boolean complete = true;
    private boolean failing;

    public Ledger(StateStore store) {
        this.store = store;
        if (store.size(FILE) > 0) {
            complete = false;
            // Ends a line that a crash has cut short.
            failing = store.append(FILE, List.of(""), false).isPresent();
        }
    }

    /** Records what one policy decided in one tick, with those outcomes that belong to it. */
    public synchronized void add(Instant at, long tick, Verdict verdict, List<Outcome> outcomes) {
        boolean acted = verdict instanceof Verdict.Act;
        ReasonCode code = verdict.reason().code();
        Last before = lastByPolicy.get(verdict.policy());
        boolean again = before != null && before.acted == acted && before.code.equals(code);
        if (again && !isAnyNews(outcomes)) {
            return;
        }
        lastByPolicy.put(verdict.policy(), new Last(acted, code));
        LedgerEntry entry = new LedgerEntry(at, tick, verdict, outcomes);
        String json = Json.write(entry.json());
        remember(new LedgerLine(at, verdict.policy(), json));
        if (!again) {
            log.info("{} #{} {}", verdict.policy(), tick, verdict.reason());
        } else {
            log.debug("{} #{} {}", verdict.policy(), tick, verdict.reason());
        }
        write(json);
    }

    private static boolean isAnyNews(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            if (outcome.isNews()) {
                return true;
            }
        }
        return false;
    }

    private void remember(LedgerLine line) {
        recent.addLast(line);
        characters += line.json().length();
        while (recent.size() > IN_MEMORY || (characters > MOST_CHARACTERS_IN_MEMORY && recent.size() > 1)) {
            characters -= recent.removeFirst().json().length();
            complete = false;
        }
    }

    private void write(String json) {
        // What cannot be renamed must not grow for ever.
        boolean failed = (store.size(FILE) > MAX_FILE_BYTES
                        && store.rename(FILE, OLDER_FILE).isPresent())
                || store.append(FILE, List.of(json), false).isPresent();
        if (failed && !failing) {
            log.warn("Cannot write the ledger to the state directory; it is kept in memory only");
        }
        failing = failed;
    }

    /** The decisions that are asked for, oldest first; of too many the newest. The disk is read only where memory does not suffice. */
    public List<LedgerLine> find(LedgerQuery query) {
        Found found = new Found(query);
        boolean enough;
        synchronized (this) {
            recent.forEach(found::add);
            boolean reachesBack = query.since()
                    .filter(since ->
                            !recent.isEmpty() && !recent.getFirst().at().isAfter(since))
                    .isPresent();
            enough = complete || failing || reachesBack || found.lines.size() >= query.limit();
        }
        if (enough) {
            return List.copyOf(found.lines);
        }
        // Outside the lock: the loop, which adds, must not wait for the disk.
        Found onDisk = new Found(query);
        for (String file : List.of(OLDER_FILE, FILE)) {
            store.forEachLine(file, json -> LedgerLine.of(json).ifPresent(onDisk::add));
        }
        return onDisk.lines.size() >= found.lines.size() ? List.copyOf(onDisk.lines) : List.copyOf(found.lines);
    }

    /** The newest of what is asked for, as far as they fit into an answer. */
    private static final class Found {
        private final LedgerQuery query;
        private final ArrayDeque<LedgerLine> lines = new ArrayDeque<>();
        private int characters;

        Found(LedgerQuery query) {
            this.query = query;
        }

        void add(LedgerLine line) {
            if (!query.asksFor(line)) {
                return;
            }
            lines.addLast(line);
            characters += line.json().length();
            while (lines.size() > query.limit() || (characters > LONGEST_ANSWER && lines.size() > 1)) {
                characters -= lines.removeFirst().json().length();
            }
        }
    }
}
