package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.protocol.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** What an operator does to bring rules about: the ConfigMap, the node's mode and buffer, the agents' settings. */
final class Control {
    private static final String CONFIG = "slo-controller-config";
    private static final String AGENT = "sublet-agent";
    private static final String FAST_TICK = "SUBLET_AGENT_FAST_TICK";
    private static final String IDLE_CORES = "sublet.io/idle-cores";
    private static final List<String> KEYS = List.of(Rules.THRESHOLD, Rules.QOS, Rules.BURST, Rules.SYSTEM);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final KubernetesClient client;
    private final String node;
    private boolean fastLoop = true;

    Control(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    /** Asks for the rules; the agent follows within a second or two, or has been started anew when this returns. */
    void ask(Rules rules) {
        client.configMaps().inNamespace(ChartRelease.NAMESPACE).withName(CONFIG).edit(map -> withRules(map, rules));
        String cores = rules.idleCores() > 0 ? "\"" + rules.idleCores() + "\"" : "null";
        patch("{\"metadata\":{\"annotations\":{\"" + IDLE_CORES + "\":" + cores + "}}}");
        if (rules.fastLoop() != fastLoop) {
            setFastLoop(rules.fastLoop());
            fastLoop = rules.fastLoop();
        }
    }

    void setMode(String mode) {
        patch("{\"metadata\":{\"labels\":{\"" + Labels.NODE_MODE + "\":\"" + mode + "\"}}}");
    }

    /** Without the object's version: kubelet, manager and agent write to the Node meanwhile. */
    private void patch(String change) {
        client.nodes().withName(node).patch(PatchContext.of(PatchType.JSON_MERGE), change);
    }

    private static ConfigMap withRules(ConfigMap map, Rules rules) {
        Map<String, String> data = map.getData();
        KEYS.forEach(data::remove);
        data.putAll(rules.texts());
        return map;
    }

    /** A look between ticks that is as rare as ticks are is none. */
    private void setFastLoop(boolean on) {
        DaemonSet changed = client.apps()
                .daemonSets()
                .inNamespace(ChartRelease.NAMESPACE)
                .withName(AGENT)
                .edit(set -> withFastTick(set, on ? "20ms" : "1s"));
        long generation = changed.getMetadata().getGeneration();
        await("the agent runs with another setting", () -> isRolledOut(generation));
    }

    private static DaemonSet withFastTick(DaemonSet set, String value) {
        List<EnvVar> settings =
                set.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv();
        settings.removeIf(setting -> setting.getName().equals(FAST_TICK));
        settings.add(new EnvVar(FAST_TICK, value, null));
        return set;
    }

    private boolean isRolledOut(long generation) {
        DaemonSet set = client.apps()
                .daemonSets()
                .inNamespace(ChartRelease.NAMESPACE)
                .withName(AGENT)
                .get();
        var status = Objects.requireNonNull(set).getStatus();
        return status.getObservedGeneration() >= generation
                && Objects.requireNonNullElse(status.getUpdatedNumberScheduled(), 0) == 1
                && Objects.requireNonNullElse(status.getNumberAvailable(), 0) == 1;
    }

    /** Waits for something that has to happen. */
    static void await(String what, BooleanSupplier happened) {
        if (!happens(happened)) {
            throw new ClusterException("did not happen within " + PATIENCE.toSeconds() + " s: " + what);
        }
    }

    /** Whether it happens while one is patient. */
    static boolean happens(BooleanSupplier happened) {
        Instant end = Instant.now().plus(PATIENCE);
        while (!happened.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                return false;
            }
            pause(Duration.ofMillis(100));
        }
        return true;
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
