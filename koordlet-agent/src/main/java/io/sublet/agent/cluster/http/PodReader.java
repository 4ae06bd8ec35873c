package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceStatus;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pods from the stream of the API server; of some kilobytes per pod the agent keeps some hundred bytes. */
final class PodReader implements ItemReader<PodView> {
    /**
     * On the API's image of a static pod: the hash by which the kubelet knows the pod. Its group has the hash in its name, not
     * the uid of the image.
     */
    private static final String CONFIG_HASH = "kubernetes.io/config.hash";

    private static final String CONFIG_MIRROR = "kubernetes.io/config.mirror";

    private static final Set<String> STATUSES =
            Set.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");

    private static final Logger log = LoggerFactory.getLogger(PodReader.class);

    /** What the fields of one pod say, while it is being read. */
    private static final class Draft {
        final Map<String, String> meta = new HashMap<>();
        final Map<String, String> status = new HashMap<>();
        final Map<String, String> containerIds = new HashMap<>();
        final List<ContainerView> containers = new ArrayList<>();
        Map<String, String> labels = Map.of();
        Map<String, String> annotations = Map.of();
        Map<String, String> overhead = Map.of();
        final List<String> ips = new ArrayList<>();
        OptionalInt priority = OptionalInt.empty();
        boolean hostNetwork;

        String text(String field) {
            return meta.getOrDefault(field, "");
        }
    }

    @Override
    public Item<PodView> read(JsonParser parser) throws IOException {
        Draft draft = new Draft();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "metadata" -> readMetadata(parser, draft);
                case "spec" -> readSpec(parser, draft);
                case "status" -> readStatus(parser, draft);
                default -> parser.skipChildren();
            }
        }
        String name = draft.text("namespace") + "/" + draft.text("name");
        boolean known = !draft.text("uid").isEmpty();
        return new Item<>(name, draft.text("resourceVersion"), known ? Optional.of(view(draft)) : Optional.empty());
    }

    private static void readMetadata(JsonParser parser, Draft draft) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "labels" -> draft.labels = textMap(parser);
                case "annotations" -> draft.annotations = textMap(parser);
                default -> {
                    if (value == JsonToken.VALUE_STRING) {
                        draft.meta.put(field, parser.getText());
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
    }

    private static void readSpec(JsonParser parser, Draft draft) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (field) {
                case "initContainers" -> readContainers(parser, draft, ContainerView.Kind.INIT);
                case "containers" -> readContainers(parser, draft, ContainerView.Kind.MAIN);
                case "ephemeralContainers" -> readContainers(parser, draft, ContainerView.Kind.EPHEMERAL);
                case "overhead" -> draft.overhead = textMap(parser);
                default -> {
                    draft.hostNetwork |= field.equals("hostNetwork") && value == JsonToken.VALUE_TRUE;
                    if (field.equals("priority") && value == JsonToken.VALUE_NUMBER_INT) {
                        draft.priority = OptionalInt.of(parser.getIntValue());
                    } else {
                        parser.skipChildren();
                    }
                }
            }
        }
    }

    private static void readContainers(JsonParser parser, Draft draft, ContainerView.Kind kind) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                draft.containers.add(readContainer(parser, kind));
            }
        }
    }

    private static ContainerView readContainer(JsonParser parser, ContainerView.Kind list) throws IOException {
        String name = "";
        ContainerView.Kind kind = list;
        Map<String, String> requests = Map.of();
        Map<String, String> limits = Map.of();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("name")) {
                name = parser.getText();
            } else if (field.equals("restartPolicy") && list == ContainerView.Kind.INIT) {
                kind = parser.getText().equals("Always") ? ContainerView.Kind.SIDECAR : list;
            } else if (field.equals("resources") && value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String part = parser.currentName();
                    parser.nextToken();
                    switch (part) {
                        case "requests" -> requests = textMap(parser);
                        case "limits" -> limits = textMap(parser);
                        default -> parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
        return new ContainerView(name, kind, Optional.empty(), requests, limits);
    }

    private static void readStatus(JsonParser parser, Draft draft) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (STATUSES.contains(field) && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    readContainerStatus(parser, draft);
                }
            } else if (field.equals("podIPs") && value == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    textMap(parser).values().forEach(draft.ips::add);
                }
            } else if (value == JsonToken.VALUE_STRING && (field.equals("phase") || field.equals("qosClass"))) {
                draft.status.put(field, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
    }

    private static void readContainerStatus(JsonParser parser, Draft draft) throws IOException {
        String name = "";
        String id = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "name" -> name = parser.getText();
                case "containerID" -> id = parser.getText();
                default -> parser.skipChildren();
            }
        }
        if (!id.isEmpty()) {
            draft.containerIds.put(name, id);
        }
    }

    private static Map<String, String> textMap(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return Map.of();
        }
        Map<String, String> map = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            map.put(key, parser.getText());
        }
        return map;
    }

    private static PodView view(Draft draft) {
        PodRef ref = new PodRef(draft.text("namespace"), draft.text("name"), draft.text("uid"));
        KubeQos kubeQos =
                KubeQos.parse(draft.status.getOrDefault("qosClass", "")).orElse(KubeQos.BURSTABLE);
        QosClass qos = Optional.ofNullable(draft.labels.get(Labels.POD_QOS))
                .flatMap(QosClass::parse)
                .orElseGet(() -> QosClass.defaultFor(kubeQos));
        PriorityClass priority = PriorityClass.declared(
                        Optional.ofNullable(draft.labels.get(Labels.POD_PRIORITY_CLASS)), draft.priority)
                .orDefaultFor(qos);
        String phase = draft.status.getOrDefault("phase", "Pending");
        List<ContainerView> containers = draft.containers.stream()
                .map(c -> new ContainerView(
                        c.name(),
                        c.kind(),
                        Optional.ofNullable(draft.containerIds.get(c.name())),
                        c.requests(),
                        c.limits()))
                .toList();
        return new PodView(
                ref,
                cgroupUid(draft, ref),
                kubeQos,
                qos,
                priority,
                phase.equals("Pending") || phase.equals("Running"),
                new PodView.Life(created(draft), draft.meta.containsKey("deletionTimestamp")),
                new PodView.Marks(draft.priority, draft.labels, ofProtocol(draft.annotations)),
                boundCpus(ref, draft.annotations.get(Annotations.RESOURCE_STATUS)),
                draft.overhead,
                containers,
                new PodView.Address(draft.ips, draft.hostNetwork));
    }

    private static Map<String, String> ofProtocol(Map<String, String> annotations) {
        Map<String, String> known = new HashMap<>(annotations);
        known.keySet().removeIf(key -> !isOfProtocol(key.substring(0, Math.max(0, key.indexOf('/')))));
        return known;
    }

    private static boolean isOfProtocol(String domain) {
        return domain.equals("sublet.io") || domain.equals("koordinator.sh") || domain.endsWith(".koordinator.sh");
    }

    private static Instant created(Draft draft) {
        try {
            return Instant.parse(draft.text("creationTimestamp"));
        } catch (DateTimeParseException e) {
            return Instant.MAX;
        }
    }

    private static String cgroupUid(Draft draft, PodRef ref) {
        String hash = draft.annotations.get(CONFIG_HASH);
        return draft.annotations.containsKey(CONFIG_MIRROR) && hash != null ? hash : ref.uid();
    }

    private static CpuSet boundCpus(PodRef ref, @Nullable String annotation) {
        return switch (ResourceStatus.parse(annotation)) {
            case Parsed.Absent<ResourceStatus>() -> CpuSet.EMPTY;
            case Parsed.Valid<ResourceStatus>(ResourceStatus status) -> status.cpus();
            case Parsed.Invalid<ResourceStatus>(String why) -> {
                log.warn("Ignores the CPU binding of a pod: {} pod={}", why, ref);
                yield CpuSet.EMPTY;
            }
        };
    }
}
