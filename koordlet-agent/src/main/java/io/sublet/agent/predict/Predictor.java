package io.sublet.agent.predict;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Learns once a minute from the p90 of the minute, of each pod, each priority class, the node and the system, and says what online pods are
 * not expected to use. A minute in which something was not measured teaches nothing about it, rather than that it was idle. What has been learned
 * for less than the cold start is not relied on.
 */
public final class Predictor {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /** A model of something that has not been seen for so long is dropped. */
    private static final Duration FORGET_AFTER = Duration.ofMinutes(30);

    private static final double CPU_PART = 0.95;
    private static final double MEMORY_PART = 0.98;

    /** Of a peak, beside itself. */
    private static final double MARGIN = 0.1;

    static final String NODE = "node";
    static final String SYSTEM = "system";
    static final String POD = "pod/";
    static final String CLASS = "class/";

    private final ModelStore models;
    private final Duration coldStart;
    private Optional<Duration> trainedAt = Optional.empty();
    private boolean loaded;
    private boolean restored;

    /**
     * A predictor that goes on from what is stored.
     *
     * @param coldStart how old a pod and a model must be before they are relied on
     */
    public Predictor(ModelStore models, Duration coldStart) {
        this.models = models;
        this.coldStart = coldStart;
    }

    /** Takes note of an observation whose usage is in the history already. */
    public void learn(Observation seen, UsageHistory history) {
        if (!loaded) {
            // While the cluster has not answered yet there is time for it.
            models.load();
            loaded = true;
        }
        Duration now = seen.moment().sinceBoot();
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return;
        }
        if (!restored) {
            models.restore(names(pods), seen.moment().at(), FORGET_AFTER.plus(coldStart));
            restored = true;
        }
        if (trainedAt.isEmpty()) {
            trainedAt = Optional.of(now);
        }
        if (now.minus(trainedAt.get()).compareTo(INTERVAL) < 0) {
            return;
        }
        trainedAt = Optional.of(now);
        models.forget(seen.moment().at(), FORGET_AFTER);
        train(pods, history, seen.moment().at(), now);
        models.save(seen.moment().at());
    }

    private static Set<String> names(List<PodObservation> pods) {
        Set<String> names = new HashSet<>(Set.of(NODE, SYSTEM));
        for (PriorityClass priority : PriorityClass.values()) {
            names.add(name(priority));
        }
        pods.forEach(pod -> names.add(name(pod.pod())));
        return names;
    }

    private void train(List<PodObservation> pods, UsageHistory history, Instant at, Duration now) {
        Map<PriorityClass, Reading<CpuMemory>> classes = new EnumMap<>(PriorityClass.class);
        for (PriorityClass priority : PriorityClass.values()) {
            classes.put(priority, Reading.of(CpuMemory.ZERO));
        }
        for (PodObservation pod : pods) {
            Reading<CpuMemory> sample = history.ofPod(pod.pod().ref().uid(), now, INTERVAL, Aggregation.P90)
                    .map(Predictor::both)
                    .orElseGet(() -> Reading.missing("no samples"));
            teach(name(pod.pod()), sample, at);
            classes.computeIfPresent(
                    pod.pod().priority(), (priority, sum) -> sum.flatMap(known -> sample.map(known::plus)));
        }
        classes.forEach((priority, sum) -> teach(name(priority), sum, at));
        teach(NODE, both(history.ofNode(now, INTERVAL, Aggregation.P90)), at);
        teach(SYSTEM, both(history.ofSystem(now, INTERVAL, Aggregation.P90)), at);
    }

    private void teach(String name, Reading<CpuMemory> sample, Instant at) {
        if (sample instanceof Reading.Value<CpuMemory>(CpuMemory known)) {
            models.get(name).orElseGet(() -> models.begin(name, at)).add(known, at);
        }
    }

    private static Reading<CpuMemory> both(ResourceUsage usage) {
        return usage.cpu().flatMap(cpu -> usage.memory().map(memory -> new CpuMemory(cpu, memory)));
    }

    /** What online pods are expected to use, and what not of what they have requested. */
    public Reading<ProdForecast> forecast(Observation seen) {
        return seen.node()
                .map(NodeView::allocatable)
                .flatMap(allocatable -> seen.pods().flatMap(pods -> {
                    Instant at = seen.moment().at();
                    return ProdReclaimable.of(allocatable, forecasts(pods, at), unreclaimable(at));
                }));
    }

    private List<PodForecast> forecasts(List<PodObservation> pods, Instant at) {
        List<PodForecast> forecasts = new ArrayList<>();
        for (PodObservation observed : pods) {
            PodView pod = observed.pod();
            if (pod.priority() == PriorityClass.PROD && !pod.life().terminating()) {
                boolean young = pod.life().created().isAfter(at.minus(coldStart));
                forecasts.add(new PodForecast(
                        PodRequests.of(pod), young ? Reading.missing("a young pod") : peak(name(pod), at)));
            }
        }
        return forecasts;
    }

    private Reading<CpuMemory> unreclaimable(Instant at) {
        return peak(SYSTEM, at)
                .flatMap(system -> peak(name(PriorityClass.PROD), at).map(system::plus));
    }

    private Reading<CpuMemory> peak(String name, Instant at) {
        Optional<UsageModel> model = models.get(name);
        if (model.isEmpty() || model.get().isEmpty()) {
            return Reading.missing("nothing is known of " + name);
        }
        if (model.get().since().isAfter(at.minus(coldStart))) {
            return Reading.missing("too little is known of " + name);
        }
        CpuMemory peak = model.get().percentile(CPU_PART, MEMORY_PART);
        return Reading.of(new CpuMemory(
                new MilliCpu(withMargin(peak.cpu().value())),
                new Bytes(withMargin(peak.memory().value()))));
    }

    private static long withMargin(long peak) {
        return (long) Math.ceil(peak * (1 + MARGIN));
    }

    private static String name(PodView pod) {
        return POD + pod.ref().uid();
    }

    private static String name(PriorityClass priority) {
        return CLASS + (priority == PriorityClass.NONE ? "none" : priority.wireName());
    }
}
