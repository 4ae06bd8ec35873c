package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.StateStore;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the agent itself has written to the knobs that it holds, so that another writer's value can be told from its own, also
 * after a crash. Noted before the write, but not forced to the disk: after a crash of the machine there are no control groups
 * left to compare. When it cannot be noted, nothing is known any more, and everything held counts as the agent's own.
 */
final class OwnValues {
    private static final String FILE = "written.jsonl";
    private static final int LEAST_LINES_BEFORE_REWRITE = 1000;
    private static final Logger log = LoggerFactory.getLogger(OwnValues.class);

    private final StateStore store;
    private final CgroupFs cgroups;
    private final Remaining remaining;
    private final Map<KnobKey, List<KnobValue>> values = new HashMap<>();
    /** Knobs of which the file says something. */
    private final Set<KnobKey> noted = new HashSet<>();

    private final LaterLines later = new LaterLines();
    private int lines;
    private boolean failing;

    OwnValues(StateStore store, CgroupFs cgroups, Remaining remaining) {
        this.store = store;
        this.cgroups = cgroups;
        this.remaining = remaining;
    }

    /**
     * Reads what an earlier process has noted of the knobs that are still held.
     *
     * @param isLater whether a later version holds something of that name
     */
    void open(Predicate<KnobKey> isHeld, Predicate<LaterLines.Name> isLater) {
        for (String line : store.read(FILE)) {
            try {
                JsonObject fields = Json.parseObject(line);
                LaterLines.Name name = JournalEntry.name(fields);
                if (isLater.test(name)) {
                    later.keepOnly(name, line);
                } else if (JournalEntry.isKnown(name)) {
                    JournalEntry.Written written = JournalEntry.Written.parse(fields);
                    put(written.key(), written.values());
                }
            } catch (JsonException e) {
                log.error("Forgets what was written, a line cannot be read: {} line={}", e.getMessage(), line);
                values.clear();
            }
        }
        values.keySet().removeIf(isHeld.negate());
        if (store.size(FILE) > 0) {
            rewrite();
        }
    }

    /** Whether somebody else has written the value that a knob shows. */
    boolean isForeign(KnobKey key, KnobValue shown) {
        List<KnobValue> own = values.get(key);
        return own != null
                && own.stream()
                        .noneMatch(value -> key.knob().isTaken(value, shown)
                                || key.knob().isTaken(remaining.of(key, value), shown));
    }

    /** What each knob may show from now on: what it shows now and what is about to be written. */
    void writing(Map<KnobKey, List<KnobValue>> next) {
        List<String> fresh = new ArrayList<>();
        next.forEach((key, own) -> {
            put(key, own);
            noted.add(key);
            fresh.add(line(key, own));
        });
        append(fresh);
    }

    /** A write was taken. */
    void wrote(KnobKey key, KnobValue value) {
        if (values.containsKey(key)) {
            values.put(key, List.of(value));
        }
    }

    /** Nothing is known of what a knob may show, though it is held. */
    void forget(KnobKey key) {
        values.remove(key);
        // Also of a knob that was held before, was released, and is held anew: its old line still stands.
        if (noted.remove(key)) {
            append(List.of(line(key, List.of())));
        }
    }

    /** The knob is not held any longer, so that its line counts for nothing. */
    void drop(KnobKey key) {
        values.remove(key);
    }

    private void put(KnobKey key, List<KnobValue> own) {
        if (own.isEmpty()) {
            values.remove(key);
        } else {
            values.put(key, List.copyOf(own));
        }
    }

    private String line(KnobKey key, List<KnobValue> own) {
        List<Object> texts = new ArrayList<>();
        own.forEach(value -> texts.add(key.knob().render(value, cgroups.version())));
        Map<String, Object> fields = JournalEntry.keyFields(key);
        fields.put("values", texts);
        return Json.write(fields);
    }

    private void append(List<String> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        if (lines + fresh.size() > Math.max(LEAST_LINES_BEFORE_REWRITE, 4 * (values.size() + later.size()))) {
            rewrite();
            return;
        }
        lines += fresh.size();
        store.append(FILE, fresh, false).ifPresentOrElse(this::giveUp, () -> failing = false);
    }

    private void rewrite() {
        List<String> all = new ArrayList<>();
        values.forEach((key, own) -> all.add(line(key, own)));
        all.addAll(later.all());
        Optional<StateStore.Failure> failure = store.replace(FILE, all);
        failure.ifPresentOrElse(this::giveUp, () -> {
            lines = all.size();
            noted.clear();
            noted.addAll(values.keySet());
        });
    }

    /** What is on the disk is older than what stands in the kernel, and would make the agent's own values look foreign. */
    private void giveUp(StateStore.Failure failure) {
        if (!failing) {
            log.warn("Cannot note what is written, other writers go unnoticed for a while: {}", failure.cause());
        }
        failing = true;
        store.remove(FILE)
                .ifPresent(left -> log.error(
                        "After the next start what the agent has written may be taken for another program's: {}",
                        left.cause()));
        values.clear();
        noted.clear();
        lines = 0;
    }
}
