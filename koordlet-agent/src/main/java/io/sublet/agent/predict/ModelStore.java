package io.sublet.agent.predict;

import io.sublet.agent.kernel.StateStore;
import io.sublet.protocol.json.JsonException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models, and a file of them from which a restarted agent goes on. Each is appended when its last line is ten minutes old, a dozen at a time, and
 * the file is written anew when it holds three times as many lines as there are models. Losing it costs a cold start, so it is not
 * forced to the disk.
 */
public final class ModelStore {
    private static final String FILE = "predictions.jsonl";
    private static final Duration SAVE_AFTER = Duration.ofMinutes(10);
    private static final int SAVED_AT_ONCE = 12;
    private static final Logger log = LoggerFactory.getLogger(ModelStore.class);

    private static final class Entry {
        final UsageModel model;
        Instant saved;

        Entry(UsageModel model, Instant saved) {
            this.model = model;
            this.saved = saved;
        }
    }

    private final StateStore store;
    private final Map<String, Entry> models = new HashMap<>();
    private Map<String, UsageModel> stored = Map.of();
    private int lines;
    private boolean failing;

    public ModelStore(StateStore store) {
        this.store = store;
    }

    Optional<UsageModel> get(String name) {
        return Optional.ofNullable(models.get(name)).map(entry -> entry.model);
    }

    UsageModel begin(String name, Instant at) {
        Entry entry = new Entry(new UsageModel(at), at);
        models.put(name, entry);
        return entry.model;
    }

    /** Reads what is stored; of the lines of one model the last one counts. */
    void load() {
        Map<String, UsageModel> read = new HashMap<>();
        List<String> all = store.read(FILE);
        int spoiled = 0;
        for (String line : all) {
            try {
                ModelCheckpoint checkpoint = ModelCheckpoint.parse(line);
                read.put(checkpoint.name(), UsageModel.of(checkpoint));
            } catch (JsonException | IllegalArgumentException e) {
                spoiled++;
                log.debug("Leaves out a line of {}: {}", FILE, e.getMessage());
            }
        }
        if (spoiled > 0) {
            log.warn("Leaves out lines of {} that cannot be read lines={}", FILE, spoiled);
        }
        stored = read;
        lines = all.size();
    }

    /** Goes on from what was read of things that still exist, unless it has not been updated for too long or is of the future. */
    void restore(Set<String> known, Instant now, Duration oldest) {
        stored.forEach((name, model) -> {
            Instant updated = model.updated();
            if (known.contains(name) && !updated.isAfter(now) && !updated.isBefore(now.minus(oldest))) {
                models.put(name, new Entry(model, now));
            }
        });
        stored = Map.of();
    }

    /** Drops what has not been updated for long. */
    void forget(Instant now, Duration after) {
        models.values().removeIf(entry -> entry.model.updated().isBefore(now.minus(after)));
    }

    /** Stores what has not been stored for long. */
    void save(Instant now) {
        List<Map.Entry<String, Entry>> due = models.entrySet().stream()
                .filter(entry ->
                        Duration.between(entry.getValue().saved, now).abs().compareTo(SAVE_AFTER) >= 0)
                .sorted(Comparator.comparing((Map.Entry<String, Entry> entry) -> entry.getValue().saved))
                .limit(SAVED_AT_ONCE)
                .toList();
        if (due.isEmpty()) {
            return;
        }
        due.forEach(entry -> entry.getValue().saved = now);
        if (lines + due.size() > 3 * models.size() + SAVED_AT_ONCE) {
            rewrite();
        } else {
            append(due);
        }
    }

    private void append(List<Map.Entry<String, Entry>> due) {
        List<String> fresh = new ArrayList<>();
        due.forEach(entry -> fresh.add(line(entry)));
        note(store.append(FILE, fresh, false));
        lines += fresh.size();
    }

    private void rewrite() {
        List<String> all = models.entrySet().stream().map(ModelStore::line).toList();
        note(store.replace(FILE, all));
        lines = all.size();
    }

    private static String line(Map.Entry<String, Entry> entry) {
        return entry.getValue().model.checkpoint(entry.getKey()).line();
    }

    private void note(Optional<StateStore.Failure> failure) {
        if (failure.isPresent() && !failing) {
            log.warn(
                    "Cannot store what was learned of usage; it starts anew with the agent: {}",
                    failure.get().cause());
        }
        failing = failure.isPresent();
    }
}
