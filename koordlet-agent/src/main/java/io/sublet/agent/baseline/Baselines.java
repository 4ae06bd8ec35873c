package io.sublet.agent.baseline;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.StateStore;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.signal.Signal;
import io.sublet.agent.observe.signal.SignalKind;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.InterferenceRule.Detection;
import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says of each signal of an online pod what is usual of its workload, and learns from it, once in a window; what is said was known before. The pods of a
 * workload share what is learned, and a pod that is started anew goes on with it. The file is written anew every ten minutes; losing it costs the time of
 * learning.
 */
public final class Baselines {
    private static final String FILE = "baselines.jsonl";
    private static final Duration SAVE_AFTER = Duration.ofMinutes(10);
    private static final Duration FORGET_AFTER = Duration.ofDays(7);

    /** A baseline is less than a KiB and a half; the ones not updated for longest go first. */
    private static final int MOST = 512;

    /** Labels that are of a revision or of one pod, not of the workload. */
    private static final Set<String> PASSING = Set.of(
            "pod-template-hash",
            "controller-revision-hash",
            "pod-template-generation",
            "statefulset.kubernetes.io/pod-name",
            "apps.kubernetes.io/pod-index",
            "controller-uid",
            "batch.kubernetes.io/controller-uid");

    private static final Logger log = LoggerFactory.getLogger(Baselines.class);

    private final StateStore store;
    private final Map<String, Baseline> known = new HashMap<>();
    private boolean restored;
    private boolean failing;
    private long window;
    private Signals judged = Signals.NONE;
    private Instant saved = Instant.MIN;

    public Baselines(StateStore store) {
        this.store = store;
    }

    /** The same observation with what is usual in it. */
    public Observation judge(Observation seen) {
        Signals signals = seen.signals();
        if (signals.window() == 0
                || !(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))
                || !slo.extensions().interference().enabled()) {
            window = 0;
            return seen;
        }
        if (signals.window() != window) {
            Instant at = seen.moment().at();
            restore(at);
            judged = judge(seen, slo.extensions().interference().detection());
            window = signals.window();
            save(at);
        }
        return seen.with(judged);
    }

    private Signals judge(Observation seen, Detection detection) {
        Signals signals = seen.signals();
        Instant at = seen.moment().at();
        Map<String, Map<SignalKind, Signal>> online = new HashMap<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            Map<SignalKind, Signal> of = signals.online().get(pod.pod().ref().uid());
            if (of == null) {
                continue;
            }
            Map<SignalKind, Signal> with = new EnumMap<>(SignalKind.class);
            of.forEach((kind, signal) -> {
                String name = name(pod.pod(), kind, detection.window());
                Baseline baseline = known.get(name);
                with.put(
                        kind,
                        baseline == null
                                ? signal
                                : new Signal(
                                        signal.level(), baseline.band(at, detection.learning(), detection.window())));
            });
            online.put(pod.pod().ref().uid(), Map.copyOf(with));
            of.forEach((kind, signal) -> {
                if (signal.level() instanceof Reading.Value<Double>(Double level)) {
                    known.computeIfAbsent(name(pod.pod(), kind, detection.window()), fresh -> new Baseline(at))
                            .add(level, at);
                }
            });
        }
        forget(at);
        return new Signals(signals.window(), online, signals.batch());
    }

    /** A window of another length has another deviation. */
    private static String name(PodView pod, SignalKind kind, Duration window) {
        Map<String, String> labels = new TreeMap<>(pod.marks().labels());
        labels.keySet().removeAll(PASSING);
        String workload = labels.isEmpty() ? pod.ref().name() : labels.toString();
        return pod.ref().namespace() + "/" + workload + "/" + kind + "/" + window.toSeconds();
    }

    private void forget(Instant at) {
        known.values().removeIf(baseline -> baseline.updated().isBefore(at.minus(FORGET_AFTER)));
        if (known.size() > MOST) {
            List<String> oldest = known.entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getValue().updated()))
                    .limit(known.size() - MOST)
                    .map(Map.Entry::getKey)
                    .toList();
            oldest.forEach(known::remove);
        }
    }

    private void save(Instant at) {
        if (saved.equals(Instant.MIN)) {
            saved = at;
        }
        if (Duration.between(saved, at).abs().compareTo(SAVE_AFTER) < 0) {
            return;
        }
        saved = at;
        List<String> lines = new ArrayList<>();
        known.forEach((name, baseline) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("of", name);
            fields.put("updated", baseline.updated().toString());
            fields.put("cells", baseline.texts());
            lines.add(Json.write(fields));
        });
        boolean failed = store.replace(FILE, lines).isPresent();
        if (failed && !failing) {
            log.warn("Cannot store what was learned of workloads; it starts anew with the agent");
        }
        failing = failed;
    }

    private void restore(Instant at) {
        if (restored) {
            return;
        }
        restored = true;
        int spoiled = 0;
        for (String line : store.read(FILE)) {
            try {
                JsonObject fields = Json.parseObject(line);
                Instant updated = Instant.parse(fields.string("updated").orElse(""));
                if (!updated.isAfter(at)) {
                    known.put(
                            fields.string("of").orElseThrow(() -> new JsonException("no name")),
                            Baseline.of(fields.strings("cells"), updated));
                }
            } catch (JsonException | IllegalArgumentException | DateTimeException e) {
                spoiled++;
                log.debug("Leaves out a line of {}: {}", FILE, e.getMessage());
            }
        }
        if (spoiled > 0) {
            log.warn("Leaves out lines of {} that cannot be read lines={}", FILE, spoiled);
        }
    }
}
