package io.sublet.agent.decide.interference;

import io.sublet.agent.observe.signal.Band;
import io.sublet.agent.observe.signal.BatchUse;
import io.sublet.agent.observe.signal.Signal;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule.Detection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last windows: what online pods felt and what batch pods used. A pod that is not there any more is forgotten at once.
 *
 * @param window the last one
 * @param felt by the uid of the online pod; only windows whose level and band are known
 * @param used by the uid of the batch pod
 */
record Course(long window, Map<String, Map<SignalKind, List<Felt>>> felt, Map<String, List<Used>> used) {
    static final Course EMPTY = new Course(0, Map.of(), Map.of());

    /** Twice the windows that make a victim at most, so that there are good ones among them. */
    private static final int MOST = 40;

    /**
     * A signal in one window.
     *
     * @param usual level
     * @param limit above which it is outside of its band
     */
    record Felt(long window, double level, double usual, double limit) {
        boolean isBad() {
            return level > limit;
        }
    }

    record Used(long window, BatchUse use) {}

    Course {
        felt = Map.copyOf(felt);
        used = Map.copyOf(used);
    }

    Course with(Signals signals, Detection detection) {
        Map<String, Map<SignalKind, List<Felt>>> newFelt = new HashMap<>();
        signals.online().forEach((uid, kinds) -> {
            Map<SignalKind, List<Felt>> of = new EnumMap<>(SignalKind.class);
            of.putAll(felt.getOrDefault(uid, Map.of()));
            kinds.forEach((kind, signal) -> {
                if (signal instanceof Signal(Reading.Value<Double>(Double level), Reading.Value<Band>(Band band))) {
                    double rise = Math.max(
                            detection.deviations().doubleValue() * band.deviation(), kind.leastRise(band.usual()));
                    of.put(
                            kind,
                            appended(
                                    of.getOrDefault(kind, List.of()),
                                    new Felt(signals.window(), level, band.usual(), band.usual() + rise)));
                }
            });
            newFelt.put(uid, Map.copyOf(of));
        });
        Map<String, List<Used>> newUsed = new HashMap<>();
        signals.batch()
                .forEach((uid, use) ->
                        newUsed.put(uid, appended(used.getOrDefault(uid, List.of()), new Used(signals.window(), use))));
        return new Course(signals.window(), newFelt, newUsed);
    }

    private static <T> List<T> appended(List<T> list, T next) {
        List<T> longer = new ArrayList<>(list.subList(Math.max(0, list.size() + 1 - MOST), list.size()));
        longer.add(next);
        return List.copyOf(longer);
    }

    /** All known windows of a signal. */
    List<Felt> all(String uid, SignalKind kind) {
        return felt.getOrDefault(uid, Map.of()).getOrDefault(kind, List.of());
    }

    /** The last known windows of a signal, as many as are asked for or fewer. */
    List<Felt> last(String uid, SignalKind kind, int windows) {
        List<Felt> all = all(uid, kind);
        return all.subList(Math.max(0, all.size() - windows), all.size());
    }

    /** The known windows after one. */
    List<Felt> since(String uid, SignalKind kind, long after) {
        return all(uid, kind).stream().filter(one -> one.window > after).toList();
    }
}
