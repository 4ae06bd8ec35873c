package io.sublet.extender.bind;

import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.pin.HeldPod;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.ResourceStatus;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * An API server with pods, whose answers can be lost, whose writes can be late, and whose watches show what happened when the
 * test says so.
 */
final class FakePods implements PodApi {
    private final Map<String, ApiPod> pods = new LinkedHashMap<>();
    private final List<Deque<Consumer<PinLedger>>> watches = new ArrayList<>();
    private final Deque<Runnable> late = new ArrayDeque<>();
    private long version;
    private Fault fault = Fault.NONE;
    int binds;
    /** Whether touches and finds get no answer. */
    volatile boolean silent;
    /** How many touches fail from now on, as by a bug. */
    int failingTouches;

    /** What goes wrong with the next binding. */
    enum Fault {
        NONE,
        /** Done, but the answer is lost. */
        ANSWER_LOST,
        /** Not done, and no answer. */
        REQUEST_LOST,
        /** Done later, and no answer. */
        LATE,
        /** Refused with a reason. */
        REJECTED
    }

    /** A watch that begins with what is there. */
    synchronized int watch() {
        Deque<Consumer<PinLedger>> events = new ArrayDeque<>();
        pods.values().forEach(pod -> shown(pod).ifPresent(events::add));
        watches.add(events);
        return watches.size() - 1;
    }

    /** Shows so many events to the ledger of a watch. */
    synchronized void deliver(int watch, PinLedger ledger, int events) {
        for (int i = 0; i < events && !watches.get(watch).isEmpty(); i++) {
            watches.get(watch).removeFirst().accept(ledger);
        }
    }

    synchronized void create(PodShape shape) {
        store(new ApiPod(shape, "", Optional.empty(), false, false, Map.of()));
    }

    /** Its containers end, or it is told to end; the watch of pods with a node shows nothing of it yet. */
    synchronized void change(String name, boolean finished, boolean deleting) {
        ApiPod pod = pod(name);
        store(new ApiPod(pod.shape(), "", pod.node(), finished, deleting, pod.annotations()));
    }

    synchronized void delete(String name) {
        ApiPod gone = pods.remove(name);
        if (gone != null && gone.node().isPresent()) {
            String uid = gone.shape().ref().uid();
            watches.forEach(events -> events.add(ledger -> ledger.gone(uid)));
        }
    }

    void next(Fault what) {
        fault = what;
    }

    /** Does what is late, as far as it still can be done. */
    synchronized void catchUp() {
        while (!late.isEmpty()) {
            late.removeFirst().run();
        }
    }

    synchronized ApiPod pod(String name) {
        return Objects.requireNonNull(pods.get(name), name);
    }

    synchronized List<String> names() {
        return List.copyOf(pods.keySet());
    }

    /** CPUs of the pods of a node, by name. */
    synchronized Map<String, CpuSet> cpusOn(String node) {
        Map<String, CpuSet> cpus = new HashMap<>();
        pods.forEach((name, pod) -> {
            if (pod.node().filter(node::equals).isPresent()) {
                cpus.put(
                        name,
                        ResourceStatus.parse(pod.annotations().get(Annotations.RESOURCE_STATUS))
                                .valid()
                                .orElse(ResourceStatus.NONE)
                                .cpus());
            }
        });
        return cpus;
    }

    @Override
    public synchronized Reading<Optional<ApiPod>> find(String namespace, String name) {
        return Reading.of(Optional.ofNullable(pods.get(name)));
    }

    @Override
    public synchronized BindResult bind(ApiPod pod, String node, Map<String, String> annotations) {
        binds++;
        Fault now = fault;
        fault = Fault.NONE;
        return switch (now) {
            case NONE -> write(pod, node, annotations);
            case ANSWER_LOST -> {
                write(pod, node, annotations);
                yield new BindResult.Unclear("answer lost");
            }
            case REQUEST_LOST -> new BindResult.Unclear("request lost");
            case LATE -> {
                late.add(() -> write(pod, node, annotations));
                yield new BindResult.Unclear("late");
            }
            case REJECTED -> new BindResult.Rejected("403 not today");
        };
    }

    private BindResult write(ApiPod pod, String node, Map<String, String> annotations) {
        ApiPod stored = pods.get(pod.shape().ref().name());
        if (stored == null
                || !stored.shape().ref().uid().equals(pod.shape().ref().uid())) {
            return new BindResult.Gone();
        }
        if (!stored.version().equals(pod.version()) || stored.node().isPresent()) {
            return new BindResult.Changed();
        }
        Map<String, String> all = new HashMap<>(stored.annotations());
        all.putAll(annotations);
        ApiPod bound = store(new ApiPod(stored.shape(), "", Optional.of(node), false, false, all));
        watches.forEach(events -> shown(bound).ifPresent(events::add));
        return new BindResult.Done();
    }

    @Override
    public synchronized Reading<Optional<ApiPod>> touch(PodRef pod) {
        if (failingTouches > 0) {
            failingTouches--;
            throw new IllegalStateException("a bug");
        }
        if (silent) {
            return Reading.missing("silent");
        }
        ApiPod stored = pods.get(pod.name());
        if (stored == null || !stored.shape().ref().uid().equals(pod.uid())) {
            return Reading.of(Optional.empty());
        }
        return Reading.of(Optional.of(store(stored)));
    }

    @Override
    public synchronized Reading<List<PodRef>> pending() {
        return Reading.of(refs(pod -> pod.node().isEmpty()));
    }

    @Override
    public synchronized Reading<List<PodRef>> placed() {
        return Reading.of(
                refs(pod -> pod.node().isPresent() && pod.annotations().containsKey(Annotations.RESOURCE_STATUS)));
    }

    private List<PodRef> refs(Predicate<ApiPod> wanted) {
        return pods.values().stream()
                .filter(wanted)
                .map(pod -> pod.shape().ref())
                .toList();
    }

    private ApiPod store(ApiPod pod) {
        version++;
        ApiPod stored = new ApiPod(
                pod.shape(), Long.toString(version), pod.node(), pod.finished(), pod.deleting(), pod.annotations());
        pods.put(pod.shape().ref().name(), stored);
        return stored;
    }

    /** As the watch of pods with a node shows it. */
    private static Optional<Consumer<PinLedger>> shown(ApiPod pod) {
        ResourceAmounts requests = pod.shape().resources().requests();
        return pod.node()
                .map(node -> ledger -> ledger.see(
                        node,
                        HeldPod.of(
                                pod.shape().ref(),
                                pod.shape().pinMarks(),
                                CpuMemory.of(requests.of(ResourceNames.CPU), requests.of(ResourceNames.MEMORY)),
                                pod.annotations().get(Annotations.RESOURCE_STATUS))));
    }
}
