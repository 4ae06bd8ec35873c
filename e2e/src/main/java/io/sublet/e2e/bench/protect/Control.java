package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.scenario.NodeMode;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an operator does to bring rules about: the ConfigMap, the node's mode and buffer, the agents' settings. */
final class Control {
    private static final String CONFIG = "slo-controller-config";
    private static final String COLOCATION = "colocation-config";
    private static final String INTERVAL = "metricReportIntervalSeconds";
    private static final String AGENT = "sublet-agent";
    private static final String CONTAINER = "agent";
    private static final String FAST_TICK = "SUBLET_AGENT_FAST_TICK";
    private static final String IDLE_CORES = "sublet.io/idle-cores";
    private static final List<String> KEYS = List.of(Rules.THRESHOLD, Rules.QOS, Rules.BURST, Rules.SYSTEM);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
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
        client.configMaps()
                .inNamespace(ChartRelease.NAMESPACE)
                .withName(CONFIG)
                .patch(MERGE, "{\"data\":{" + documents(rules) + "}}");
        String cores = rules.idleCores() > 0 ? Json.write(Integer.toString(rules.idleCores())) : "null";
        // Without the object's version: kubelet, manager and agent write to the Node meanwhile.
        client.nodes()
                .withName(node)
                .patch(MERGE, "{\"metadata\":{\"annotations\":{\"" + IDLE_CORES + "\":" + cores + "}}}");
        if (rules.fastLoop() != fastLoop) {
            setFastLoop(rules.fastLoop());
            fastLoop = rules.fastLoop();
        }
    }

    /**
     * Asks agents to report so often. Each report costs the control plane as much CPU as a dozen requests cost the online service, and here it has no
     * machine of its own.
     */
    void reportEvery(Duration interval) {
        Resource<ConfigMap> config =
                client.configMaps().inNamespace(ChartRelease.NAMESPACE).withName(CONFIG);
        Map<String, @Nullable Object> colocation =
                new LinkedHashMap<>(Json.parseObject(config.require().getData().getOrDefault(COLOCATION, "{}"))
                        .fields());
        colocation.put(INTERVAL, interval.toSeconds());
        config.patch(MERGE, Json.write(Map.of("data", Map.of(COLOCATION, Json.write(colocation)))));
    }

    void setMode(String mode) {
        NodeMode.set(client, node, mode);
    }

    /** Every key that an arm may have: its document, or null to take it out. */
    private static String documents(Rules rules) {
        Map<String, String> texts = rules.texts();
        return KEYS.stream()
                .map(key -> Json.write(key) + ":" + (texts.containsKey(key) ? Json.write(texts.get(key)) : "null"))
                .collect(Collectors.joining(","));
    }

    /** A look between ticks that is as rare as ticks are is none. */
    private void setFastLoop(boolean on) {
        DaemonSet changed = client.apps()
                .daemonSets()
                .inNamespace(ChartRelease.NAMESPACE)
                .withName(AGENT)
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), withFastTick(on ? "20ms" : "1s"));
        long generation = changed.getMetadata().getGeneration();
        await("the agent runs with another setting", () -> isRolledOut(generation));
    }

    private static String withFastTick(String value) {
        Map<String, Object> setting = Map.of("name", FAST_TICK, "value", value);
        Map<String, Object> container = Map.of("name", CONTAINER, "env", List.of(setting));
        return Json.write(Map.of("spec", Map.of("template", Map.of("spec", Map.of("containers", List.of(container))))));
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
