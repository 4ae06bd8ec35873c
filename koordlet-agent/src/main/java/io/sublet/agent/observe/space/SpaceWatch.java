package io.sublet.agent.observe.space;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.PressureRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at filesystems on a thread of its own, and only while a rule asks for it: every ten seconds how full they are, and, while one of them is
 * nearly full, once a minute, and of a new pod at once, what the files of best-effort pods take of it. The count takes at most a twentieth of the thread's time, so that
 * it is slow rather than noticed.
 */
public final class SpaceWatch implements Runnable {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Duration BETWEEN_COUNTS = Duration.ofSeconds(60);
    private static final Duration STALE = Duration.ofSeconds(60);

    /** Entries of one pod in one count. */
    private static final long MOST_ENTRIES = 1_000_000;

    private static final int STEP = 256;
    private static final int REST = 19;

    private record Order(Optional<PressureRule> rule, List<PodView> pods) {}

    private record Known(NodeSpace space, long nanoTime) {}

    private final DiskTrees trees;
    private final KernelFiles files;
    private final SpacePlaces places;
    private volatile Order order = new Order(Optional.empty(), List.of());
    private volatile Known known = new Known(NodeSpace.NOT_ASKED, 0);
    private Map<String, Reading<Map<String, DiskTrees.Size>>> counted = Map.of();
    private Optional<Long> countedAt = Optional.empty();

    /** @param files for the watch alone, since they belong to one thread */
    public SpaceWatch(DiskTrees trees, KernelFiles files, SpacePlaces places) {
        this.trees = trees;
        this.files = files;
        this.places = places;
    }

    /** What was found last. The rule and the pods are those that the next look goes by; without a rule there is none. */
    public NodeSpace look(Optional<PressureRule> rule, List<PodView> pods, long nanoTime) {
        order = new Order(rule, List.copyOf(pods));
        Known last = known;
        if (rule.isEmpty() || last.space.equals(NodeSpace.NOT_ASKED)) {
            return NodeSpace.NOT_ASKED;
        }
        if (nanoTime - last.nanoTime <= STALE.toNanos()) {
            return last.space;
        }
        Map<String, Reading<DiskTrees.Space>> stale = new HashMap<>();
        last.space
                .filesystems()
                .keySet()
                .forEach(place ->
                        stale.put(place, Reading.missing(place + " has not answered for " + STALE.toSeconds() + " s")));
        return new NodeSpace(stale, Map.of());
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            round();
            LockSupport.parkNanos(this, PERIOD.toNanos());
        }
    }

    /** Looks once. */
    void round() {
        Order now = order;
        if (now.rule.isEmpty()) {
            counted = Map.of();
            countedAt = Optional.empty();
            known = new Known(NodeSpace.NOT_ASKED, System.nanoTime());
            return;
        }
        boolean near = publish().filesystems().values().stream()
                .flatMap(space -> space.toOptional().stream())
                .anyMatch(space -> PressureRule.isNear(now.rule.get().space(), NodeSpace.usedPercent(space))
                        || PressureRule.isNear(now.rule.get().inodes(), NodeSpace.inodePercent(space)));
        boolean due = countedAt
                .map(at -> System.nanoTime() - at >= BETWEEN_COUNTS.toNanos())
                .orElse(true);
        if (near && due) {
            counted = count(now.pods);
            countedAt = Optional.of(System.nanoTime());
        } else if (near) {
            Map<String, Reading<Map<String, DiskTrees.Size>>> all = new HashMap<>(counted);
            all.putAll(count(now.pods.stream()
                    .filter(pod -> !all.containsKey(pod.ref().uid()))
                    .toList()));
            counted = all;
        } else {
            counted = Map.of();
            countedAt = Optional.empty();
        }
        publish();
    }

    private NodeSpace publish() {
        Map<String, Reading<DiskTrees.Space>> filesystems = new HashMap<>();
        places.filesystems().forEach(place -> filesystems.put(place, trees.space(place)));
        NodeSpace space = new NodeSpace(filesystems, counted);
        known = new Known(space, System.nanoTime());
        return space;
    }

    private Map<String, Reading<Map<String, DiskTrees.Size>>> count(List<PodView> pods) {
        Map<String, String> layers = WritableLayers.of(files.text(places.mounts()));
        Map<String, Reading<Map<String, DiskTrees.Size>>> fresh = new HashMap<>();
        for (PodView pod : pods) {
            if (pod.active() && pod.isBestEffort()) {
                fresh.put(pod.ref().uid(), count(pod, layers));
            }
        }
        return fresh;
    }

    private Reading<Map<String, DiskTrees.Size>> count(PodView pod, Map<String, String> layers) {
        if (!files.exists(places.directory(pod))) {
            return Reading.missing(places.directory(pod) + " is not there");
        }
        List<String> directories = new ArrayList<>(List.of(places.emptyDirs(pod), places.logs(pod)));
        boolean complete = true;
        for (ContainerView container : pod.containers()) {
            Optional<String> layer = container
                    .id()
                    .map(id -> id.substring(id.lastIndexOf('/') + 1))
                    .flatMap(id -> Optional.ofNullable(layers.get(id)));
            complete &= layer.isPresent() || container.id().isEmpty();
            layer.ifPresent(directories::add);
        }
        Map<String, DiskTrees.Size> sizes = new HashMap<>();
        for (String directory : directories) {
            complete &= count(directory, sizes);
        }
        if (!complete) {
            sizes.replaceAll((device, size) -> new DiskTrees.Size(size.bytes(), size.inodes(), false));
        }
        return Reading.of(Map.copyOf(sizes));
    }

    /** False if there is something of which nothing can be counted. */
    private boolean count(String directory, Map<String, DiskTrees.Size> sizes) {
        if (!files.exists(directory)) {
            return true;
        }
        if (!(trees.walk(directory, MOST_ENTRIES) instanceof Reading.Value<DiskTrees.Walk>(DiskTrees.Walk walk))) {
            return false;
        }
        try (walk) {
            long publishedAt = System.nanoTime();
            long began = publishedAt;
            while (walk.step(STEP)) {
                long now = System.nanoTime();
                LockSupport.parkNanos(this, REST * (now - began));
                began = System.nanoTime();
                if (began - publishedAt >= PERIOD.toNanos()) {
                    publish();
                    publishedAt = began;
                }
            }
            sizes.merge(walk.device(), walk.size(), DiskTrees.Size::plus);
        }
        return true;
    }
}
