package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import io.sublet.extender.rank.PinMarks;
import io.sublet.extender.rank.PodResources;
import io.sublet.extender.rank.PodResources.Container;
import io.sublet.extender.rank.PodResources.Role;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.pod.PodRef;
import io.sublet.protocol.Labels;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.ResourceNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads from the stream of a Pod what ranking knows of it, and skips the rest. For one pod. */
final class PodReader {
    private final JsonParser parser;
    private final List<Container> containers = new ArrayList<>();
    private final Map<String, String> annotations = new HashMap<>();
    private String namespace = "";
    private String name = "";
    private String uid = "";
    private String schedulerName = "";
    private String kubeQos = "";
    private Map<String, String> labels = Map.of();
    private boolean daemonSet;
    private boolean marked;
    private OptionalInt priority = OptionalInt.empty();
    private PodResources podLevel = PodResources.NONE;
    private ResourceAmounts overhead = ResourceAmounts.NONE;

    private PodReader(JsonParser parser) {
        this.parser = parser;
    }

    /** Reads the object at the parser, and leaves the parser at its last token. */
    static PodShape read(JsonParser parser) throws IOException {
        return new PodReader(parser).pod();
    }

    private PodShape pod() throws IOException {
        JsonFields.object(parser, field -> {
            switch (field) {
                case "metadata" -> JsonFields.object(parser, this::metadata);
                case "spec" -> JsonFields.object(parser, this::spec);
                case "status" -> JsonFields.object(parser, this::status);
                default -> JsonFields.skip(parser);
            }
        });
        PodResources resources = PodResources.of(containers, podLevel, overhead);
        PodShape.ClassMarks marks = new PodShape.ClassMarks(
                Optional.ofNullable(labels.get(Labels.POD_QOS)),
                Optional.ofNullable(labels.get(Labels.POD_PRIORITY_CLASS)),
                priority,
                Optional.of(kubeQos));
        return new PodShape(
                new PodRef(namespace, name, uid),
                schedulerName,
                PodShape.classOf(marks, resources),
                daemonSet,
                resources,
                LoadEstimation.of(annotations),
                PinMarks.of(labels, annotations, priority, marked));
    }

    private void metadata(String field) throws IOException {
        switch (field) {
            case "namespace" -> namespace = JsonFields.text(parser);
            case "name" -> name = JsonFields.text(parser);
            case "uid" -> uid = JsonFields.text(parser);
            case "labels" -> labels = JsonFields.texts(parser);
            case "annotations" -> JsonFields.object(parser, this::annotation);
            case "ownerReferences" -> JsonFields.array(parser, owner -> JsonFields.object(parser, this::owner));
            default -> JsonFields.skip(parser);
        }
    }

    private void annotation(String field) throws IOException {
        if (LoadEstimation.ANNOTATIONS.contains(field) || PinMarks.ANNOTATIONS.contains(field)) {
            annotations.put(field, JsonFields.text(parser));
        } else {
            JsonFields.skip(parser);
        }
    }

    private void owner(String field) throws IOException {
        if (field.equals("kind")) {
            daemonSet |= JsonFields.text(parser).equals("DaemonSet");
        } else {
            JsonFields.skip(parser);
        }
    }

    private void status(String field) throws IOException {
        if (field.equals("qosClass")) {
            kubeQos = JsonFields.text(parser);
        } else {
            JsonFields.skip(parser);
        }
    }

    private void spec(String field) throws IOException {
        switch (field) {
            case "schedulerName" -> schedulerName = JsonFields.text(parser);
            case "priority" -> priority = OptionalInt.of(parser.getIntValue());
            case "containers" -> JsonFields.array(parser, item -> container(Role.MAIN));
            case "initContainers" -> JsonFields.array(parser, item -> container(Role.INIT));
            case "resources" -> podLevel = resources(false);
            case "overhead" -> overhead = amounts(false);
            default -> JsonFields.skip(parser);
        }
    }

    private void container(Role role) throws IOException {
        ContainerReader container = new ContainerReader(role);
        JsonFields.object(parser, container::field);
        containers.add(new Container(container.role, container.resources.requests(), container.resources.limits()));
    }

    private final class ContainerReader {
        private Role role;
        private PodResources resources = PodResources.NONE;

        private ContainerReader(Role role) {
            this.role = role;
        }

        private void field(String field) throws IOException {
            switch (field) {
                case "resources" -> resources = resources(true);
                case "restartPolicy" ->
                    role = role == Role.INIT && JsonFields.text(parser).equals("Always") ? Role.SIDECAR : role;
                default -> JsonFields.skip(parser);
            }
        }
    }

    /** Of a container, which may bear the mark, or of the pod as a whole. */
    private PodResources resources(boolean ofContainer) throws IOException {
        ResourceAmounts[] parts = {ResourceAmounts.NONE, ResourceAmounts.NONE};
        JsonFields.object(parser, field -> {
            switch (field) {
                case "requests" -> parts[0] = amounts(ofContainer);
                case "limits" -> parts[1] = amounts(ofContainer);
                default -> JsonFields.skip(parser);
            }
        });
        return new PodResources(parts[0], parts[1]);
    }

    private ResourceAmounts amounts(boolean ofContainer) throws IOException {
        Map<String, String> quantities = JsonFields.texts(parser);
        marked |= ofContainer && quantities.containsKey(ResourceNames.PINNED);
        return ResourceAmounts.parse(quantities);
    }
}
