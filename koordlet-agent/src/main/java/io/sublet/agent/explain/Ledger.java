package io.sublet.agent.explain;

import io.sublet.agent.act.Outcome;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.StateStore;
import io.sublet.model.reason.ReasonCode;
import io.sublet.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decisions of the agent: every one by which something changed or failed to, and of those that repeat what was decided
 * before, holding or acting, the first.
 * The last ones are kept in memory, some more on disk in two files that take turns. Losing the ledger loses no protection, so
 * it is not forced to the disk.
 */
public final class Ledger {
    private static final String FILE = "decisions.jsonl";
    private static final String OLDER_FILE = "decisions.1.jsonl";
    private static final long MAX_FILE_BYTES = 4L << 20;
    private static final int IN_MEMORY = 256;
    private static final Logger log = LoggerFactory.getLogger(Ledger.class);

    private record Last(boolean acted, ReasonCode code) {}

    private final StateStore store;
    private final ArrayDeque<LedgerEntry> recent = new ArrayDeque<>();
    private final Map<String, Last> lastByPolicy = new HashMap<>();
    private boolean failing;

    public Ledger(StateStore store) {
        this.store = store;
    }

    /** Records what one policy decided in one tick, with those outcomes that belong to it. */
    public synchronized void add(Instant at, long tick, Verdict verdict, List<Outcome> outcomes) {
        boolean acted = verdict instanceof Verdict.Act;
        Last now = new Last(acted, verdict.reason().code());
        Last before = lastByPolicy.put(verdict.policy(), now);
        boolean news = outcomes.stream().anyMatch(Outcome::isNews);
        if (!news && now.equals(before)) {
            return;
        }
        LedgerEntry entry = new LedgerEntry(at, tick, verdict, outcomes);
        recent.addLast(entry);
        if (recent.size() > IN_MEMORY) {
            recent.removeFirst();
        }
        if (!now.equals(before)) {
            log.info("{} #{} {}", verdict.policy(), tick, verdict.reason());
        } else {
            log.debug("{} #{} {}", verdict.policy(), tick, verdict.reason());
        }
        write(entry);
    }

    private void write(LedgerEntry entry) {
        if (store.size(FILE) > MAX_FILE_BYTES) {
            store.rename(FILE, OLDER_FILE);
        }
        boolean failed =
                store.append(FILE, List.of(Json.write(entry.json())), false).isPresent();
        if (failed && !failing) {
            log.warn("Cannot write the ledger to the state directory; it is kept in memory only");
        }
        failing = failed;
    }

    /** The last decisions, oldest first. */
    public synchronized List<LedgerEntry> last(int count) {
        List<LedgerEntry> all = new ArrayList<>(recent);
        return List.copyOf(all.subList(Math.max(0, all.size() - count), all.size()));
    }
}
