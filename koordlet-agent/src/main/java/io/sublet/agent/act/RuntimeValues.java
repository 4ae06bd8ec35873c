package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.StateStore;
import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps the journal right for values that a runtime sets in the agent's stead. What counts as their original value is what the runtime was asked
 * for by others, as that is what the container would have without the agent.
 */
public final class RuntimeValues {
    private final CgroupFs cgroups;
    private final Journal journal;

    public RuntimeValues(CgroupFs cgroups, Journal journal) {
        this.cgroups = cgroups;
        this.journal = journal;
    }

    /**
     * A value that the runtime is to set, and the one that it was asked for.
     *
     * @param given the same as the other if it is to be as it was asked for
     */
    public record Deal(KnobValue asked, KnobValue given) {
        boolean isChanged() {
            return !given.equals(asked);
        }
    }

    /**
     * The runtime is about to make a group.
     *
     * @return why that cannot be stored, in which case it must not be told
     */
    public Optional<String> make(Map<KnobKey, Deal> deals) {
        Map<KnobKey, String> originals = new HashMap<>();
        Map<KnobKey, String> given = new HashMap<>();
        deals.forEach((key, deal) -> {
            if (deal.isChanged()) {
                originals.put(key, text(key, deal.asked));
                given.put(key, text(key, deal.given));
            }
        });
        return journal.promise(originals, given).map(StateStore.Failure::cause);
    }

    /**
     * The runtime is about to change a group.
     *
     * @return why that cannot be stored, in which case it must not be told
     */
    public Optional<String> change(Map<KnobKey, Deal> deals) {
        List<JournalEntry> fresh = new ArrayList<>();
        Map<KnobKey, List<KnobValue>> may = new HashMap<>();
        for (Map.Entry<KnobKey, Deal> entry : deals.entrySet()) {
            KnobKey key = entry.getKey();
            Deal deal = entry.getValue();
            if (!deal.isChanged() && journal.isCurrent(key).equals(Reading.of(false))) {
                continue;
            }
            switch (journal.entry(key, text(key, deal.asked))) {
                case Reading.Value<JournalEntry>(JournalEntry value) -> fresh.add(value);
                case Reading.Missing<JournalEntry>(String cause) -> {
                    return Optional.of(cause);
                }
            }
            List<KnobValue> values = new ArrayList<>(List.of(deal.given));
            cgroups.value(key.cgroup(), key.knob()).toOptional().ifPresent(values::add);
            may.put(key, values);
        }
        Optional<StateStore.Failure> failure = journal.hold(fresh);
        if (failure.isEmpty()) {
            journal.own().writing(may);
        }
        return failure.map(StateStore.Failure::cause);
    }

    private String text(KnobKey key, KnobValue value) {
        return key.knob().render(value, cgroups.version());
    }

    /** A container runs: what its group does not show by now it was not given. */
    public void started(Predicate<CgroupPath> isItsGroup) {
        journal.lookAtPromises();
        gone(isItsGroup);
    }

    /** A container is no more. */
    public void gone(Predicate<CgroupPath> isItsGroup) {
        journal.forgetPromises(key -> isItsGroup.test(key.cgroup()));
    }
}
