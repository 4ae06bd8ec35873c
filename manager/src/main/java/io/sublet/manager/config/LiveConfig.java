package io.sublet.manager.config;

import io.sublet.crds.config.AmplificationStrategy;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.NormalizationStrategy;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.manager.view.NodeView;
import io.sublet.protocol.Fingerprint;
import io.sublet.protocol.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration in force. Content of a key that cannot be used leaves the key's last good content in force; until there has
 * been any, there is none, which is not the same as the defaults.
 *
 * <p>Any number of threads offer and read.
 */
public final class LiveConfig {
    private final FieldSchema nodeSloSpec;
    private volatile State state = new State(InForce.NOTHING, Optional.empty(), Map.of());

    /**
     * All that is known at one moment.
     *
     * @param inForce what holds
     * @param latest what became of the ConfigMap's content as it is now; empty until it has been read
     * @param digests of the keys' texts as they are now, by key
     */
    record State(InForce inForce, Optional<SloControllerConfig> latest, Map<String, String> digests) {
        State {
            digests = Map.copyOf(digests);
        }
    }

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
    public synchronized Change offer(Optional<Map<String, String>> data) {
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
        state = new State(after, Optional.of(offered), digests(data.orElse(Map.of())));
        return new Change(replaced, rejected);
    }

    /** Takes the defaults unless something has been offered before; empty if it has. */
    public synchronized Optional<Change> offerDefaults() {
        return state.latest.isEmpty() ? Optional.of(offer(Optional.empty())) : Optional.empty();
    }

    private static <T> InForce take(ConfigKey<T> key, SloControllerConfig offered, InForce current) {
        return offered.of(key).value().map(value -> current.with(key, value)).orElse(current);
    }

    private static Map<String, String> digests(Map<String, String> data) {
        Map<String, String> digests = new HashMap<>();
        data.forEach((key, text) -> digests.put(key, Fingerprint.of(text)));
        return digests;
    }

    State state() {
        return state;
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

    /**
     * The strategy for what the node offers: off where its agent has to give everything back. While nobody knows whether it has to,
     * nothing is known.
     */
    public NodeStrategy offerStrategyOf(NodeView node) {
        NodeStrategy strategy = strategyOf(node);
        if (!(strategy instanceof NodeStrategy.Effective effective)) {
            return strategy;
        }
        if (isLabelledOff(node)) {
            return off(effective, "label " + Labels.NODE_COLOCATION);
        }
        return inForce()
                .get(ConfigKey.SWITCH)
                .map(config ->
                        config.of(node.labels()).disabled() ? off(effective, ConfigKey.SWITCH.name()) : effective)
                .orElseGet(NodeStrategy.Unavailable::new);
    }

    private static boolean isLabelledOff(NodeView node) {
        return NodeView.DISABLED.equals(node.labels().get(Labels.NODE_COLOCATION));
    }

    /** Whether the node's agent has to give everything back, as far as is known. */
    public boolean isSwitchedOff(NodeView node) {
        return isLabelledOff(node)
                || inForce()
                        .get(ConfigKey.SWITCH)
                        .filter(config -> config.of(node.labels()).disabled())
                        .isPresent();
    }

    private static NodeStrategy off(NodeStrategy.Effective strategy, String by) {
        return new NodeStrategy.Effective(strategy.strategy().off(), strategy.clusterEnabled(), List.of(by));
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
