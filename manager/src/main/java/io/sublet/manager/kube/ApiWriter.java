package io.sublet.manager.kube;

import io.sublet.manager.config.ConfigStatusStore;
import io.sublet.manager.kube.ApiServer.Answer;
import io.sublet.manager.kube.ApiServer.Request;
import io.sublet.manager.metric.NodeMetricWriter;
import io.sublet.manager.overcommit.NodeStatusWriter;
import io.sublet.manager.podqos.PodQosStatusWriter;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.slo.NodeSloWriter;
import io.sublet.manager.zone.ZoneWriter;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Every write of the manager but events and the Lease, each one request. Only a leader writes; see {@link Leadership}. */
public final class ApiWriter {
    /** The owner of what the manager applies. */
    public static final String FIELD_MANAGER = "sublet-manager";

    private static final String SLO_API = "slo.koordinator.sh/v1alpha1";
    private static final String TOPOLOGY_API = "topology.node.k8s.io/v1alpha1";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String APPLY_PATCH = "application/apply-patch+yaml";
    private static final String STATUS = "status";
    private static final int TOO_MANY_REQUESTS = 429;

    private final ApiServer api;
    private final BooleanSupplier leads;

    /** @param leads asked right before each request */
    public ApiWriter(ApiServer api, BooleanSupplier leads) {
        this.api = api;
        this.leads = leads;
    }

    /** Extended resources and ratios of Nodes. */
    public NodeStatusWriter nodeStatus() {
        return (node, change) -> patch(
                "node",
                "api/v1/nodes/" + node + "/status?fieldManager=" + FIELD_MANAGER,
                MERGE_PATCH,
                NodePatches.status(change));
    }

    /** Batch resources in the zones of NodeResourceTopology objects. */
    public ZoneWriter zones() {
        return (node, version, changes) -> patch(
                "noderesourcetopology",
                "apis/" + TOPOLOGY_API + "/noderesourcetopologies/" + node + "?fieldManager=" + FIELD_MANAGER,
                JSON_PATCH,
                NodePatches.zones(version, changes));
    }

    /** NodeMetric objects; their spec is the manager's alone. */
    public NodeMetricWriter nodeMetrics() {
        return new NodeMetricWriter() {
            @Override
            public Outcome apply(String node, CollectPolicy policy) {
                return ApiWriter.this.apply("NodeMetric", node, NodeMetricDocument.spec(policy), true);
            }

            @Override
            public Outcome delete(String node) {
                return ApiWriter.this.delete("NodeMetric", node);
            }
        };
    }

    /** NodeSLO objects. */
    public NodeSloWriter nodeSlos() {
        return new NodeSloWriter() {
            @Override
            public Outcome apply(String node, Map<String, @Nullable Object> spec, boolean force) {
                return ApiWriter.this.apply("NodeSLO", node, spec, force);
            }

            @Override
            public Outcome delete(String node) {
                return ApiWriter.this.delete("NodeSLO", node);
            }
        };
    }

    /** The ConfigMap with the status of the configuration, beside the ConfigMap that it is about. */
    public ConfigStatusStore configStatus(String namespace, String configName) {
        String name = configName + "-status";
        String path = "api/v1/namespaces/" + namespace + "/configmaps/" + name;
        return new ConfigStatusStore() {
            @Override
            public Reading<String> read() {
                try {
                    return switch (api.send(Request.read("get", "configmap", path))) {
                        case Answer.Replied(int code, byte[] body, var retryAfter) when code == 200 -> status(body);
                        case Answer.Replied(int code, byte[] body, var retryAfter) when code == 404 -> Reading.of("");
                        case Answer.Replied replied -> Reading.missing("HTTP " + replied.code() + " " + replied.text());
                        case Answer.Silent(String cause) -> Reading.missing(cause);
                    };
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Reading.missing("interrupted");
                }
            }

            private Reading<String> status(byte[] body) {
                return Reading.of(Json.parseObject(new String(body, StandardCharsets.UTF_8))
                        .objectOrEmpty("data")
                        .string(STATUS)
                        .orElse(""));
            }

            @Override
            public Outcome write(String text) {
                Map<String, Object> object = new LinkedHashMap<>();
                object.put("apiVersion", "v1");
                object.put("kind", "ConfigMap");
                object.put("metadata", Map.of("name", name));
                object.put("data", Map.of(STATUS, text));
                return patch(
                        "configmap",
                        path + "?fieldManager=" + FIELD_MANAGER + "&force=true",
                        APPLY_PATCH,
                        Json.write(object));
            }
        };
    }

    /** The status of PodQoS objects. */
    public PodQosStatusWriter podQosStatus() {
        return (name, status) -> {
            Map<String, Object> condition = new LinkedHashMap<>();
            condition.put("type", "Ready");
            condition.put("status", status.ready() ? "True" : "False");
            condition.put("reason", status.reason());
            condition.put("message", status.message());
            condition.put("observedGeneration", status.generation());
            condition.put("lastTransitionTime", status.since().toString());
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("observedGeneration", status.generation());
            fields.put("matchedPods", status.matched());
            fields.put("governedPods", status.governed());
            fields.put("conditions", List.of(condition));
            return patch(
                    "podqos",
                    "apis/qos.sublet.io/v1alpha1/podqoses/" + name + "/status?fieldManager=" + FIELD_MANAGER,
                    MERGE_PATCH,
                    Json.write(Map.of("status", fields)));
        };
    }

    private Outcome apply(String kind, String name, Object spec, boolean force) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", SLO_API);
        object.put("kind", kind);
        object.put("metadata", Map.of("name", name));
        object.put("spec", spec);
        return patch(
                kind.toLowerCase(Locale.ROOT),
                path(kind, name) + "?fieldManager=" + FIELD_MANAGER + "&force=" + force,
                APPLY_PATCH,
                Json.write(object));
    }

    private static String path(String kind, String name) {
        String plural = kind.equals("NodeSLO") ? "nodeslos" : "nodemetrics";
        return "apis/" + SLO_API + "/" + plural + "/" + name;
    }

    private Outcome delete(String kind, String name) {
        return send(new Request(
                "delete", kind.toLowerCase(Locale.ROOT), "DELETE", path(kind, name), "application/json", "{}"));
    }

    private Outcome patch(String kind, String path, String contentType, String body) {
        return send(new Request("patch", kind, "PATCH", path, contentType, body));
    }

    private Outcome send(Request request) {
        if (!leads.getAsBoolean()) {
            return new Outcome.Unavailable("this replica does not lead");
        }
        try {
            return switch (api.send(request)) {
                case Answer.Replied(int code, byte[] body, var retryAfter) ->
                    outcome(code, new String(body, StandardCharsets.UTF_8));
                case Answer.Silent(String cause) -> new Outcome.Unavailable(cause);
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted");
        }
    }

    private static Outcome outcome(int code, String text) {
        if (code >= 200 && code < 300) {
            return new Outcome.Applied();
        }
        if (code == 404) {
            return new Outcome.Gone();
        }
        if (code == TOO_MANY_REQUESTS || code >= 500) {
            return new Outcome.Unavailable("HTTP " + code + " " + shortened(text));
        }
        Map<String, String> conflicts = code == 409 ? conflicts(text) : Map.of();
        return conflicts.isEmpty()
                ? new Outcome.Failed("HTTP " + code + " " + shortened(text))
                : new Outcome.Conflict(conflicts);
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), 500));
    }

    /** From a Status whose causes read {@code conflict with "kubectl" using …} and name the field as {@code .spec.a.b}. */
    private static Map<String, String> conflicts(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        try {
            JsonObject details = Json.parseObject(body).objectOrEmpty("details");
            for (JsonObject cause : details.objects("causes")) {
                String field = cause.string("field").orElse("");
                if (cause.string("reason").orElse("").equals("FieldManagerConflict") && field.startsWith(".spec.")) {
                    String[] words = cause.string("message").orElse("").split("\"", -1);
                    fields.put(field.substring(".spec.".length()), words.length > 1 ? words[1] : "another");
                }
            }
        } catch (JsonException e) {
            return Map.of();
        }
        return fields;
    }
}
