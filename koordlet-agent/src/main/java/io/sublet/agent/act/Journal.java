package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.Identity;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.StateStore;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The original values of everything that the agent has changed, on disk before the change. Lines are appended; a line cut short by a
 * crash belongs to a change that was never made and does not count. An entry counts only for the group it was made for: not after
 * a boot, and not for a new group of the same name.
 */
public final class Journal {
    private static final String FILE = "journal.jsonl";
    private static final int LINES_BEFORE_REWRITE = 1000;
    private static final int LOOKS_FOR_ALL = 20;
    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private final StateStore store;
    private final CgroupFs cgroups;
    private final String boot;
    private final Map<KnobKey, JournalEntry> entries = new LinkedHashMap<>();
    private final Map<KnobKey, JournalEntry.Promise> promises = new LinkedHashMap<>();
    private final LaterLines later = new LaterLines();
    private final Remaining remaining;
    private final OwnValues own;
    private final ArrayDeque<KnobKey> toLookAt = new ArrayDeque<>();
    private @Nullable Map<KnobKey, KnobValue> originals;
    private int looksPerCall;
    private int lines;

    private Journal(StateStore store, CgroupFs cgroups, String boot) {
        this.store = store;
        this.cgroups = cgroups;
        this.boot = boot;
        this.remaining = new Remaining(cgroups, this::holds);
        this.own = new OwnValues(store, cgroups, remaining);
    }

    /**
     * Reads the journal of an earlier process, if there is one.
     *
     * @param boot the id of the machine's boot; see /proc/sys/kernel/random/boot_id
     */
    public static Journal open(StateStore store, CgroupFs cgroups, String boot) {
        Journal journal = new Journal(store, cgroups, boot);
        List<String> read = store.read(FILE);
        for (String line : read) {
            journal.replay(line);
        }
        journal.forgetGone();
        // Also when no line could be read: what a crash cut short must not become the beginning of the next line.
        if (store.size(FILE) > 0) {
            journal.rewrite();
        }
        journal.own.open(journal::holds, journal.later::has);
        if (!journal.later.names().isEmpty()) {
            log.warn(
                    "Values that a later version of the agent has changed stay as they are, until that version gives them back: {}",
                    journal.later.names());
        }
        return journal;
    }

    private void replay(String line) {
        try {
            switch (JournalEntry.parse(line)) {
                case JournalEntry.Line.Held(JournalEntry entry) -> {
                    entries.put(entry.key(), entry);
                    later.drop(JournalEntry.name(entry.key()));
                    promises.remove(entry.key());
                }
                case JournalEntry.Line.Promised(JournalEntry.Promise promise) -> {
                    if (promise.boot().equals(boot)) {
                        promises.put(promise.key(), promise);
                    }
                }
                case JournalEntry.Line.Released(KnobKey key) -> {
                    entries.remove(key);
                    promises.remove(key);
                    later.drop(JournalEntry.name(key));
                }
                case JournalEntry.Line.Later(LaterLines.Name name, String then, boolean released) -> {
                    if (released) {
                        later.drop(name);
                    } else if (then.equals(boot)) {
                        later.keep(name, line);
                    }
                }
            }
        } catch (JsonException e) {
            log.error("Leaves out a line of the journal that cannot be read: {} line={}", e.getMessage(), line);
        }
    }

    /** Drops the entries of groups that no longer exist. */
    void forgetGone() {
        List.copyOf(entries.keySet()).forEach(this::isCurrent);
    }

    /** As {@link #forgetGone}, for a twentieth of the entries, so that twenty calls look at all of them. */
    void forgetSomeGone() {
        if (toLookAt.isEmpty()) {
            toLookAt.addAll(entries.keySet());
            looksPerCall = Math.ceilDiv(toLookAt.size(), LOOKS_FOR_ALL);
        }
        for (int i = 0; i < looksPerCall && !toLookAt.isEmpty(); i++) {
            isCurrent(toLookAt.remove());
        }
    }

    /**
     * Whether a knob is held and the group is still the one it was held for. An entry of another group, or of one that is gone, is dropped;
     * where that cannot be told, it is kept, since its original value is known to nobody else.
     */
    Reading<Boolean> isCurrent(KnobKey key) {
        JournalEntry entry = entries.get(key);
        if (entry == null) {
            return Reading.of(false);
        }
        Identity now = entry.boot().equals(boot) ? cgroups.identity(key) : new Identity.Gone();
        if (now instanceof Identity.Unknown(String cause)) {
            return Reading.missing(cause);
        }
        boolean current = now.equals(new Identity.Known(entry.identity()));
        if (!current) {
            forget(key);
        }
        return Reading.of(current);
    }

    /** Knobs that this version does not know, and that a later one has changed and not given back. */
    List<LaterLines.Name> ofLaterVersions() {
        return later.names();
    }

    /** Drops the entry of a knob whose group is gone. */
    void forget(KnobKey key) {
        if (entries.remove(key) != null) {
            originals = null;
            own.drop(key);
        }
    }

    /** The original values. */
    public Map<KnobKey, KnobValue> originals() {
        Map<KnobKey, KnobValue> known = originals;
        if (known == null) {
            Map<KnobKey, KnobValue> parsed = new HashMap<>();
            entries.forEach((key, entry) -> key.knob().parse(entry.text()).ifPresent(value -> parsed.put(key, value)));
            known = Map.copyOf(parsed);
            originals = known;
        }
        return known;
    }

    /** Who has written what the held knobs show. */
    OwnValues own() {
        return own;
    }

    /** What there is left on the machine of a value. */
    Remaining remaining() {
        return remaining;
    }

    boolean holds(KnobKey key) {
        return entries.containsKey(key);
    }

    /** The text that a knob had before the first change; empty if it is not held. */
    Optional<String> original(KnobKey key) {
        return Optional.ofNullable(entries.get(key)).map(JournalEntry::text);
    }

    /** Makes the entry of a knob that is about to be changed; missing if the group is gone, or could not be given back its text. */
    Reading<JournalEntry> entry(KnobKey key, String text) {
        return key.knob().parse(text).isEmpty()
                ? Reading.missing(key + ": not understood: " + text)
                : cgroups.identity(key).reading().map(identity -> new JournalEntry(key, text, identity, boot));
    }

    /** Stores entries; when it returns without failure they are on the disk. */
    Optional<StateStore.Failure> hold(List<JournalEntry> fresh) {
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        Optional<StateStore.Failure> failure =
                append(fresh.stream().map(JournalEntry::heldLine).toList());
        if (failure.isEmpty()) {
            fresh.forEach(entry -> entries.put(entry.key(), entry));
            originals = null;
        }
        return failure;
    }

    /**
     * Stores what a runtime is about to be asked for; when it returns without failure it is on the disk.
     *
     * @param originals the texts that the knobs would have without that
     * @param given those that they will have
     */
    Optional<StateStore.Failure> promise(Map<KnobKey, String> originals, Map<KnobKey, String> given) {
        List<JournalEntry.Promise> fresh = new ArrayList<>();
        originals.forEach((key, text) ->
                fresh.add(new JournalEntry.Promise(key, text, Objects.requireNonNull(given.get(key)), boot)));
        Optional<StateStore.Failure> failure =
                append(fresh.stream().map(JournalEntry.Promise::line).toList());
        if (failure.isEmpty()) {
            fresh.forEach(promise -> promises.put(promise.key(), promise));
        }
        return failure;
    }

    /**
     * Holds what was promised and has come true. A group that shows something else may still be in the making; one whose parent is gone
     * will never be made.
     */
    void lookAtPromises() {
        List<JournalEntry> kept = new ArrayList<>();
        Map<KnobKey, List<KnobValue>> shown = new HashMap<>();
        for (JournalEntry.Promise promise : List.copyOf(promises.values())) {
            KnobKey key = promise.key();
            boolean never = entries.containsKey(key)
                    || cgroups.identity(new KnobKey(key.cgroup().parent(), key.knob())) instanceof Identity.Gone;
            if (never) {
                promises.remove(key);
            } else if (cgroups.value(key.cgroup(), key.knob()) instanceof Reading.Value<KnobValue>(KnobValue now)
                    && key.knob()
                            .parse(promise.given())
                            .filter(given -> key.knob().isTaken(given, now))
                            .isPresent()
                    && entry(key, promise.original()) instanceof Reading.Value<JournalEntry>(JournalEntry entry)) {
                kept.add(entry);
                shown.put(key, List.of(now));
            }
        }
        if (!kept.isEmpty() && hold(kept).isEmpty()) {
            kept.forEach(entry -> promises.remove(entry.key()));
            own.writing(shown);
        }
    }

    /** Forgets what was promised to some groups: it has come true by now or will not. */
    void forgetPromises(Predicate<KnobKey> which) {
        promises.keySet().removeIf(which);
    }

    /** Notes that knobs have their original values again, or those of another writer. If that cannot be stored, a restore later does nothing new. */
    void release(List<KnobKey> keys) {
        List<String> released = new ArrayList<>();
        for (KnobKey key : keys) {
            if (entries.containsKey(key)) {
                forget(key);
                promises.remove(key);
                released.add(JournalEntry.releasedLine(key));
            }
        }
        if (!released.isEmpty()) {
            append(released)
                    .ifPresent(failure -> log.warn("Cannot note a release in the journal: {}", failure.cause()));
        }
    }

    private Optional<StateStore.Failure> append(List<String> fresh) {
        if (lines + fresh.size() > Math.max(LINES_BEFORE_REWRITE, 4 * (entries.size() + later.size()))) {
            forgetGone();
            rewrite();
        }
        lines += fresh.size();
        return store.append(FILE, fresh, true);
    }

    private void rewrite() {
        List<String> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.heldLine()));
        promises.values().forEach(promise -> all.add(promise.line()));
        all.addAll(later.all());
        store.replace(FILE, all)
                .ifPresentOrElse(
                        failure -> log.warn("Cannot shorten the journal: {}", failure.cause()),
                        () -> lines = all.size());
    }
}
