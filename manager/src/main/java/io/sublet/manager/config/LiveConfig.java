package io.sublet.manager.config;

import io.sublet.crds.config.AmplificationStrategy;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.NormalizationStrategy;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.manager.view.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration in force. Content of a key that cannot be used leaves the key's last good content in force; until there has
 * been any, there is none, which is not the same as the defaults.
 *
 * <p>One thread offers, any number read.
 */
public final class LiveConfig {
    private final FieldSchema nodeSloSpec;
    private volatile State state = new State(InForce.NOTHING, Optional.empty());

    private record State(InForce inForce, Optional<SloControllerConfig> latest) {}

    /**
     * What an offer led to.
     *
     * @param replaced keys for which something else holds than before
     * @param rejected keys whose content cannot be used
     */
    public record Change(List<String> replaced, List<String> rejected) {
        public Change {
            replaced = List.copyOf(replaced);
            rejected = List.copyOf(rejected);
        }
    }

    public LiveConfig(FieldSchema nodeSloSpec) {
        this.nodeSloSpec = nodeSloSpec;
    }

    /** Takes the data of the ConfigMap, or the defaults where there is no ConfigMap. */
    public Change offer(Optional<Map<String, String>> data) {
        SloControllerConfig offered = SloControllerConfig.parse(data.orElse(Map.of()), nodeSloSpec);
        InForce before = state.inForce;
        InForce after = before;
        List<String> replaced = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (ConfigKey<?> key : ConfigKey.all()) {
            after = take(key, offered, after);
            if (!before.get(key).equals(after.get(key))) {
                replaced.add(key.name());
            }
            if (offered.of(key).value().isEmpty()) {
                rejected.add(key.name());
            }
        }
        state = new State(after, Optional.of(offered));
        return new Change(replaced, rejected);
    }

    private static <T> InForce take(ConfigKey<T> key, SloControllerConfig offered, InForce current) {
        return offered.of(key).value().map(value -> current.with(key, value)).orElse(current);
    }

    /** What holds now, all of it of one moment. */
    public InForce inForce() {
        return state.inForce;
    }

    /** What became of the ConfigMap's content as it is now; empty until it has been read. */
    public Optional<SloControllerConfig> latest() {
        return state.latest;
    }

    /** Whether the key's content as it is now cannot be used. */
    public boolean isRejected(ConfigKey<?> key) {
        return state.latest.filter(config -> config.of(key).value().isEmpty()).isPresent();
    }

    public NodeStrategy strategyOf(NodeView node) {
        return inForce()
                .get(ConfigKey.COLOCATION)
                .map(config -> config.of(node.facts()))
                .orElseGet(NodeStrategy.Unavailable::new);
    }

    /** Empty while there has been no content of the key that can be used. */
    public Optional<NormalizationStrategy> normalizationOf(NodeView node) {
        return inForce().get(ConfigKey.NORMALIZATION).map(config -> config.of(node.labels()));
    }

    /** Empty while there has been no content of the key that can be used. */
    public Optional<AmplificationStrategy> amplificationOf(NodeView node) {
        return inForce().get(ConfigKey.AMPLIFICATION).map(config -> config.of(node.labels()));
    }
}
