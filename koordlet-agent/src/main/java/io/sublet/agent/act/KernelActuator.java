package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Identity;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.StateStore;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes to the kernel:
 *
 * <ol>
 *   <li>leaves out what had its value a moment ago ({@link SettledKnobs}) and what is left alone for a while ({@link Patience});
 *   <li>reads the knobs that are left. One that shows what somebody else wrote is a conflict: it is not held any longer, and after
 *       a while it is taken anew, with the other writer's value as the original one;
 *   <li>stores the original values of all knobs that the plan disturbs and that are not held yet, in one go; without that nothing
 *       is written;
 *   <li>writes in the plan's order and reads each value back;
 *   <li>releases what has its original value again.
 * </ol>
 */
public final class KernelActuator implements Actuator {
    private final CgroupFs cgroups;
    private final Journal journal;
    private final SettledKnobs settled = new SettledKnobs();
    private final Patience patience = new Patience();
    private final WriteTimes times = new WriteTimes();

    public KernelActuator(CgroupFs cgroups, Journal journal) {
        this.cgroups = cgroups;
        this.journal = journal;
    }

    @Override
    public Map<KnobKey, KnobValue> held() {
        journal.lookAtPromises();
        return journal.originals();
    }

    /** What a later version of the agent has changed and not given back, which this one cannot. */
    public List<String> ofLaterVersions() {
        return journal.ofLaterVersions().stream().map(LaterLines.Name::toString).toList();
    }

    /** How long the kernel has taken for what was written. */
    public WriteTimes times() {
        return times;
    }

    /** Knobs that are remembered to be as wanted. */
    int remembered() {
        return settled.size();
    }

    /** Tries everything again at once that is being left alone. */
    void insist() {
        patience.forgetAll();
    }

    @Override
    public List<Outcome> apply(ActionPlan plan, long nanoTime) {
        journal.forgetSomeGone();
        settled.forgetUnasked(nanoTime);
        patience.forgetOld(nanoTime);
        List<Outcome> outcomes = new ArrayList<>();
        List<Write> due = new ArrayList<>();
        for (Write write : plan.writes()) {
            Optional<String> wait = patience.reason(write.key(), nanoTime);
            if (settled.has(write, nanoTime)) {
                outcomes.add(new Outcome.Settled(write));
            } else if (wait.isPresent()) {
                outcomes.add(new Outcome.Deferred(write, wait.get()));
            } else {
                due.add(write);
            }
        }
        if (!due.isEmpty()) {
            carryOut(due, nanoTime, outcomes);
        }
        return outcomes;
    }

    private void carryOut(List<Write> due, long nanoTime, List<Outcome> outcomes) {
        Map<KnobKey, Reading<String>> shown = new HashMap<>();
        due.forEach(write -> shown.computeIfAbsent(write.key(), this::look));
        Map<KnobKey, String> foreign = conflicts(due, shown);
        List<Write> needed = needed(due, foreign, shown);
        Set<Write> isNeeded = Collections.newSetFromMap(new IdentityHashMap<>());
        isNeeded.addAll(needed);
        Map<KnobKey, String> unreadable = new HashMap<>();
        Optional<StateStore.Failure> failure = holdOriginals(needed, unreadable);
        if (failure.isEmpty()) {
            noteWriting(needed, shown);
        }
        for (Write write : due) {
            String found = foreign.get(write.key());
            Outcome outcome;
            if (found != null) {
                outcome = new Outcome.Conflict(write, found);
            } else if (!isNeeded.contains(write)) {
                outcome = new Outcome.Unchanged(write);
            } else if (failure.isPresent()) {
                outcome = new Outcome.Rejected(
                        write,
                        "the original value cannot be stored: " + failure.get().cause());
            } else {
                outcome = write(write, unreadable);
            }
            note(outcome, write, nanoTime);
            outcomes.add(outcome);
        }
        release(needed);
    }

    /** The knob's text; a new group of an old name is not what was held. */
    private Reading<String> look(KnobKey key) {
        journal.isCurrent(key);
        return cgroups.text(key.cgroup(), key.knob());
    }

    /** What another writer has put where the agent had written; such a knob is not held any longer. */
    private Map<KnobKey, String> conflicts(List<Write> due, Map<KnobKey, Reading<String>> shown) {
        Map<KnobKey, String> foreign = new LinkedHashMap<>();
        for (Write write : due) {
            Optional<KnobValue> value = value(write.key(), shown);
            if (value.isPresent()
                    && !write.key().knob().isTaken(write.value(), value.get())
                    && journal.own().isForeign(write.key(), value.get())) {
                foreign.put(write.key(), value.get().toString());
            }
        }
        if (!foreign.isEmpty()) {
            journal.release(List.copyOf(foreign.keySet()));
        }
        return foreign;
    }

    private static Optional<KnobValue> value(KnobKey key, Map<KnobKey, Reading<String>> shown) {
        Reading<String> text = shown.get(key);
        return text == null ? Optional.empty() : text.toOptional().flatMap(key.knob()::parse);
    }

    /** What is left when those are taken out that show what is wanted of them already, and that no other write disturbs. */
    private static List<Write> needed(
            List<Write> due, Map<KnobKey, String> foreign, Map<KnobKey, Reading<String>> shown) {
        Map<KnobKey, Integer> touched = new HashMap<>();
        for (Write write : due) {
            touched.merge(write.key(), 1, Integer::sum);
            sideEffects(write).forEach(key -> touched.merge(key, 1, Integer::sum));
        }
        List<Write> needed = new ArrayList<>();
        for (Write write : due) {
            boolean done = !isRelease(write)
                    && touched.getOrDefault(write.key(), 0) == 1
                    && value(write.key(), shown)
                            .filter(now -> write.key().knob().isTaken(write.value(), now))
                            .isPresent();
            if (!done && !foreign.containsKey(write.key())) {
                needed.add(write);
            }
        }
        return needed;
    }

    /** The knobs that show what the kernel makes of them after a write to another one. */
    private static Set<KnobKey> sideEffects(Write write) {
        Set<KnobKey> keys = new LinkedHashSet<>(write.action().disturbs());
        if (write.key().knob() == Knob.CPU_IDLE) {
            keys.add(new KnobKey(write.key().cgroup(), Knob.CPU_SHARES));
        }
        keys.remove(write.key());
        return keys;
    }

    private Optional<StateStore.Failure> holdOriginals(List<Write> due, Map<KnobKey, String> unreadable) {
        Map<KnobKey, JournalEntry> fresh = new LinkedHashMap<>();
        Set<KnobKey> wanted = new LinkedHashSet<>();
        due.forEach(write -> wanted.addAll(write.action().disturbs()));
        for (KnobKey key : wanted) {
            Reading<Boolean> current = journal.isCurrent(key);
            if (current.equals(Reading.of(true))) {
                continue;
            }
            Reading<JournalEntry> entry =
                    current.flatMap(not -> originalText(key)).flatMap(text -> journal.entry(key, text));
            switch (entry) {
                case Reading.Value<JournalEntry>(JournalEntry value) -> fresh.put(key, value);
                case Reading.Missing<JournalEntry>(String cause) -> unreadable.put(key, cause);
            }
        }
        return journal.hold(List.copyOf(fresh.values()));
    }

    /** On v1 a group that was made below a held one has taken over its narrow CPUs; its original is what stood above. */
    private Reading<String> originalText(KnobKey key) {
        if (key.knob() == Knob.CPUSET && cgroups.version() == CgroupVersion.V1) {
            for (CgroupPath above = key.cgroup().parent(); above.depth() > 0; above = above.parent()) {
                Optional<String> inherited = journal.original(new KnobKey(above, Knob.CPUSET));
                if (inherited.isPresent()) {
                    return Reading.of(inherited.get());
                }
            }
        }
        return cgroups.text(key.cgroup(), key.knob());
    }

    private void noteWriting(List<Write> needed, Map<KnobKey, Reading<String>> shown) {
        Map<KnobKey, List<KnobValue>> next = new LinkedHashMap<>();
        for (Write write : needed) {
            next.computeIfAbsent(
                            write.key(),
                            key -> new ArrayList<>(
                                    value(key, shown).map(List::of).orElse(List.of())))
                    .add(write.value());
        }
        for (Write write : needed) {
            for (KnobKey key : sideEffects(write)) {
                next.remove(key);
                journal.own().forget(key);
                settled.forget(key);
            }
        }
        next.keySet().removeIf(key -> !journal.holds(key));
        journal.own().writing(next);
    }

    private Outcome write(Write write, Map<KnobKey, String> unreadable) {
        for (KnobKey key : write.action().disturbs()) {
            String cause = unreadable.get(key);
            if (cause != null) {
                return cgroups.identity(key) instanceof Identity.Gone
                        ? new Outcome.Gone(write)
                        : new Outcome.Rejected(write, cause);
            }
        }
        KnobKey key = write.key();
        Reading<String> before = cgroups.text(key.cgroup(), key.knob());
        if (shows(before, write)) {
            return new Outcome.Unchanged(write);
        }
        FileResult result = times.timed(key.knob(), () -> cgroups.writeText(key.cgroup(), key.knob(), text(write)));
        return switch (result) {
            case FileResult.Gone() -> new Outcome.Gone(write);
            case FileResult.Refused refused -> new Outcome.Rejected(write, refused.cause());
            case FileResult.Done() ->
                key.knob().isTrigger()
                                || shows(cgroups.text(key.cgroup(), key.knob()), write)
                                || isInherited(key, write.value())
                        ? new Outcome.Applied(write, before.toOptional().orElse(""))
                        : new Outcome.Rejected(write, Errno.NOT_TAKEN.name());
        };
    }

    private static boolean isRelease(Write write) {
        return write.action().value().isEmpty() && write.last();
    }

    /** The original goes back as the very text that was there, which on v2 holds more than the value alone; less only where CPUs are gone. */
    private String text(Write write) {
        KnobKey key = write.key();
        KnobValue wanted = wanted(write);
        Optional<String> original =
                isRelease(write) && (wanted.equals(write.value()) || wanted instanceof KnobValue.Devices)
                        ? journal.original(key)
                        : Optional.empty();
        return original.orElseGet(() -> key.knob().render(wanted, cgroups.version()));
    }

    private KnobValue wanted(Write write) {
        return isRelease(write)
                ? journal.remaining().of(write.key(), write.value())
                : cgroups.ofDevicesThatAreThere(write.value());
    }

    private boolean shows(Reading<String> text, Write write) {
        return text.toOptional()
                .flatMap(write.key().knob()::parse)
                .filter(shown -> write.key().knob().isTaken(wanted(write), shown))
                .isPresent();
    }

    private void note(Outcome outcome, Write write, long nanoTime) {
        KnobKey key = write.key();
        settled.forget(key);
        switch (outcome) {
            case Outcome.Applied applied -> {
                journal.own().wrote(key, write.value());
                well(write, nanoTime);
            }
            case Outcome.Unchanged unchanged -> well(write, nanoTime);
            case Outcome.Rejected(var step, String cause) -> {
                patience.refused(key, nanoTime);
                // Of several devices some may have been written.
                if (cause.equals(Errno.NOT_TAKEN.name()) || write.value() instanceof KnobValue.Devices) {
                    journal.own().forget(key);
                }
            }
            case Outcome.Conflict conflict -> {
                if (!isRelease(write)) {
                    patience.conflict(key, nanoTime);
                }
            }
            case Outcome.Gone gone -> {
                journal.forget(key);
                patience.forget(key);
            }
            case Outcome.Settled settledAlready -> {}
            case Outcome.Planned planned -> {}
            case Outcome.Asked asked -> {}
            case Outcome.Handed handed -> {}
            case Outcome.Deferred deferred -> {}
        }
    }

    private void well(Write write, long nanoTime) {
        patience.well(write.key(), nanoTime);
        if (!isRelease(write) && !write.key().knob().isTrigger()) {
            settled.saw(write.key(), write.value(), nanoTime);
        }
    }

    /** While a group is idle its shares may by chance show their original value; the kernel has forgotten it all the same. */
    private boolean isForgottenByIdle(KnobKey key) {
        return key.knob() == Knob.CPU_SHARES
                && cgroups.value(key.cgroup(), Knob.CPU_IDLE).equals(Reading.of(new KnobValue.Whole(1)));
    }

    /** A group that had no CPUs of its own is as it was when it has all there are; more the kernel may not allow. */
    private boolean isInherited(KnobKey key, KnobValue wanted) {
        return key.knob() == Knob.CPUSET
                && wanted.equals(new KnobValue.Cpus(CpuSet.EMPTY))
                && cgroups.inheritsCpus(key.cgroup());
    }

    /** What differs from its original no more is not held any longer. */
    private void release(List<Write> done) {
        Set<KnobKey> disturbed = new HashSet<>();
        done.forEach(write -> disturbed.addAll(write.action().disturbs()));
        List<KnobKey> released = new ArrayList<>();
        for (KnobKey key : disturbed) {
            Optional<KnobValue> original = journal.original(key).flatMap(key.knob()::parse);
            if (original.isPresent()
                    && !isForgottenByIdle(key)
                    && (cgroups.value(key.cgroup(), key.knob())
                                    .equals(Reading.of(journal.remaining().of(key, original.get())))
                            || isInherited(key, original.get()))) {
                released.add(key);
            }
        }
        journal.release(released);
    }
}
