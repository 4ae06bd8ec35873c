package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.StateStore;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.agent.plan.Write;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes to the kernel:
 *
 * <ol>
 *   <li>reads the original values of all knobs that the plan disturbs and that are not held yet, and stores them in one go;
 *       without that nothing is written;
 *   <li>writes in the plan's order and reads each value back;
 *   <li>releases what has its original value again.
 * </ol>
 *
 * A write that the kernel refuses is left alone for a while, twice as long each time, up to a minute.
 */
public final class KernelActuator implements Actuator {
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);

    private record Backoff(Duration length, Instant until) {}

    private final CgroupFs cgroups;
    private final Journal journal;
    private final Map<KnobKey, Backoff> backoffs = new HashMap<>();

    public KernelActuator(CgroupFs cgroups, Journal journal) {
        this.cgroups = cgroups;
        this.journal = journal;
    }

    @Override
    public Map<KnobKey, KnobValue> held() {
        return journal.originals();
    }

    @Override
    public List<Outcome> apply(ActionPlan plan, Instant now) {
        List<Outcome> outcomes = new ArrayList<>();
        List<Write> due = new ArrayList<>();
        for (Write write : plan.writes()) {
            Backoff backoff = backoffs.get(write.key());
            if (backoff != null && now.isBefore(backoff.until)) {
                outcomes.add(new Outcome.Deferred(write));
            } else {
                due.add(write);
            }
        }
        if (due.isEmpty()) {
            return outcomes;
        }
        Map<KnobKey, String> unreadable = new HashMap<>();
        Optional<StateStore.Failure> failure = holdOriginals(due, unreadable);
        for (Write write : due) {
            Outcome outcome = failure.isPresent()
                    ? new Outcome.Rejected(
                            write,
                            "the original value cannot be stored: "
                                    + failure.get().cause())
                    : apply(write, unreadable);
            note(outcome, now);
            outcomes.add(outcome);
        }
        release(due);
        return outcomes;
    }

    private Optional<StateStore.Failure> holdOriginals(List<Write> due, Map<KnobKey, String> unreadable) {
        // A new group of an old name has originals of its own.
        journal.forgetGone();
        Map<KnobKey, JournalEntry> fresh = new LinkedHashMap<>();
        Set<KnobKey> wanted = new HashSet<>();
        due.forEach(write -> wanted.addAll(write.action().disturbs()));
        for (KnobKey key : wanted) {
            if (journal.holds(key)) {
                continue;
            }
            Reading<JournalEntry> entry = originalText(key).flatMap(text -> journal.entry(key, text));
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

    private Outcome apply(Write write, Map<KnobKey, String> unreadable) {
        for (KnobKey key : write.action().disturbs()) {
            String cause = unreadable.get(key);
            if (cause != null) {
                return cgroups.identity(key).isMissing() ? new Outcome.Gone(write) : new Outcome.Rejected(write, cause);
            }
        }
        KnobKey key = write.key();
        Reading<String> before = cgroups.text(key.cgroup(), key.knob());
        if (shows(before, write)) {
            return new Outcome.Unchanged(write);
        }
        // The original goes back as the very text that was there; on v2 it holds more than the value alone.
        FileResult result = isRelease(write)
                ? cgroups.writeText(
                        key.cgroup(), key.knob(), journal.original(key).orElseThrow())
                : cgroups.write(key.cgroup(), key.knob(), write.value());
        return switch (result) {
            case FileResult.Gone() -> new Outcome.Gone(write);
            case FileResult.Refused(Errno errno) -> new Outcome.Rejected(write, errno.name());
            case FileResult.Done() ->
                shows(cgroups.text(key.cgroup(), key.knob()), write)
                        ? new Outcome.Applied(write, before.toOptional().orElse(""))
                        : new Outcome.Rejected(write, Errno.NOT_TAKEN.name());
        };
    }

    private boolean isRelease(Write write) {
        return write.action().value().isEmpty() && write.last() && journal.holds(write.key());
    }

    private static boolean shows(Reading<String> text, Write write) {
        return text.toOptional()
                .flatMap(write.key().knob()::parse)
                .filter(write.value()::equals)
                .isPresent();
    }

    private void note(Outcome outcome, Instant now) {
        KnobKey key = outcome.write().key();
        if (outcome instanceof Outcome.Rejected) {
            Backoff last = backoffs.get(key);
            Duration doubled = last == null ? FIRST_BACKOFF : last.length.multipliedBy(2);
            Duration length = doubled.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : doubled;
            backoffs.put(key, new Backoff(length, now.plus(length)));
        } else {
            backoffs.remove(key);
        }
    }

    /** While a group is idle its shares may by chance show their original value; the kernel has forgotten it all the same. */
    private boolean isForgottenByIdle(KnobKey key) {
        return key.knob() == Knob.CPU_SHARES
                && cgroups.value(key.cgroup(), Knob.CPU_IDLE).equals(Reading.of(new KnobValue.Whole(1)));
    }

    /** What differs from its original no more is not held any longer, and neither is what is gone. */
    private void release(List<Write> done) {
        journal.forgetGone();
        Set<KnobKey> disturbed = new HashSet<>();
        done.forEach(write -> disturbed.addAll(write.action().disturbs()));
        List<KnobKey> released = new ArrayList<>();
        for (KnobKey key : disturbed) {
            Optional<KnobValue> original = journal.original(key).flatMap(key.knob()::parse);
            if (isForgottenByIdle(key)) {
                continue;
            }
            if (original.isPresent() && cgroups.value(key.cgroup(), key.knob()).equals(Reading.of(original.get()))) {
                released.add(key);
            }
        }
        journal.release(released);
    }
}
