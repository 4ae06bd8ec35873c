package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.EventWriter;
import io.sublet.crds.cluster.RecordWatch;
import io.sublet.crds.cluster.WarningEvent;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.KeyResult;
import io.sublet.crds.config.LoadAwareConfig;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.crds.config.Violation;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.snapshot.SnapshotPublisher;
import io.sublet.model.cpu.PinScoring;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rules in force: those of the key {@code load-aware-config} of the ConfigMap, or the defaults where it says nothing.
 * A content that cannot be used is refused as a whole and leaves the last good one in force; before there was one, the
 * defaults.
 */
public final class RulesFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RulesFeed.class);
    private static final ConfigKey<LoadAwareConfig> KEY = ConfigKey.LOAD_AWARE;
    private static final String REJECTED = "ConfigRejected";

    private final FieldSchema schema = NodeSloSchema.load();
    private final Place place;
    private final SnapshotPublisher publisher;
    private final Consumer<PinScoring> pinScoring;
    private final Consumer<Load> loads;
    private final EventWriter events;
    private final RecordWatch<ConfigMap> watch;
    private Optional<String> text = Optional.empty();
    private volatile Load last = new Load(List.of(), List.of());

    /** Where the ConfigMap is. */
    public record Place(String namespace, String name) {}

    /**
     * What became of a content.
     *
     * @param faults why it cannot be used; empty if it is in force
     * @param warnings what in it has no effect
     */
    public record Load(List<String> faults, List<String> warnings) {
        public Load {
            faults = List.copyOf(faults);
            warnings = List.copyOf(warnings);
        }

        public boolean isRejected() {
            return !faults.isEmpty();
        }
    }

    /**
     * Not started yet.
     *
     * @param contact is told of what does not work
     * @param publisher gets the rules
     * @param pinScoring gets what they say of pods that get CPUs of their own
     * @param loads is told of every content
     */
    public RulesFeed(
            KubernetesClient client,
            ApiContact contact,
            Place place,
            SnapshotPublisher publisher,
            Consumer<PinScoring> pinScoring,
            EventWriter events,
            Consumer<Load> loads) {
        this.place = place;
        this.publisher = publisher;
        this.pinScoring = pinScoring;
        this.events = events;
        this.loads = loads;
        this.watch = new RecordWatch<>(
                new RecordWatch.Source<>(
                        "configmaps",
                        client.configMaps().inNamespace(place.namespace).withName(place.name),
                        ConfigMap::new),
                contact,
                map -> offer(Optional.ofNullable(map.getData()).map(data -> data.get(KEY.name()))),
                gone -> offer(Optional.empty()));
    }

    /** The rules by default. */
    public static LoadRules defaults() {
        return RulesReader.rules(KEY.defaults());
    }

    /** Begins to watch; completes when it is known what the ConfigMap says, or that there is none. */
    public CompletableFuture<Void> start() {
        watch.start();
        return watch.filled();
    }

    /** Whether the watch is open. */
    public boolean isWatching() {
        return watch.isWatching();
    }

    /** What became of the content as it is now. */
    public Load last() {
        return last;
    }

    /** Only a change of the key counts; the ConfigMap holds much else. */
    private void offer(Optional<String> offered) {
        if (offered.equals(text)) {
            return;
        }
        text = offered;
        KeyResult<LoadAwareConfig> read = KEY.read(text.orElse(null), schema);
        Load load = new Load(texts(read.violations()), texts(read.warnings()));
        last = load;
        loads.accept(load);
        load.warnings.forEach(warning -> log.warn("{} {}", KEY, warning));
        read.value().ifPresentOrElse(this::accept, () -> reject(load));
    }

    private void accept(LoadAwareConfig config) {
        publisher.use(RulesReader.rules(config));
        pinScoring.accept(config.args().pinScoring());
        log.info("rules are in force key={}", KEY);
    }

    private void reject(Load load) {
        String faults = String.join("; ", load.faults);
        log.warn("{} cannot be used, the last good rules stay in force faults={}", KEY, faults);
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("ConfigMap")
                .withNamespace(place.namespace)
                .withName(place.name)
                .build();
        events.warn(new WarningEvent(about, REJECTED, KEY + ": " + faults), text.orElse(""));
    }

    private static List<String> texts(List<Violation> violations) {
        return violations.stream().map(Violation::what).toList();
    }

    @Override
    public void close() {
        watch.close();
    }
}
