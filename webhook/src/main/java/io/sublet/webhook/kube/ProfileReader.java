package io.sublet.webhook.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfile;
import io.sublet.crds.clustercolocationprofile.ClusterColocationProfileSpec;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.JsonException;
import io.sublet.webhook.profile.CpuVariable;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.profile.Profile.Changes;
import io.sublet.webhook.profile.Profile.KeyChanges;
import io.sublet.webhook.profile.Profile.Resources;
import io.sublet.webhook.profile.Profile.Scope;
import io.sublet.webhook.profile.Profile.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks ClusterColocationProfile objects. An object with any flaw is invalid as a whole: it applies to no pod. */
public final class ProfileReader {

    private ProfileReader() {}

    /** An object as it comes in a review. */
    public static Parsed<Profile> read(JsonNode tree, KubernetesSerialization serialization) {
        try {
            return read(serialization.unmarshal(tree.toString(), ClusterColocationProfile.class));
        } catch (KubernetesClientException | IllegalArgumentException e) {
            return new Parsed.Invalid<>("it is no ClusterColocationProfile: " + e.getMessage());
        }
    }

    static Parsed<Profile> read(ClusterColocationProfile object) {
        ClusterColocationProfileSpec spec = object.getSpec();
        if (spec == null) {
            return new Parsed.Invalid<>("it has no spec");
        }
        return Parsed.attempt(() -> {
            Map<String, String> annotations = object.getMetadata().getAnnotations();
            return new Profile(
                    object.getMetadata().getName(),
                    scope(spec),
                    changes(spec),
                    annotations == null ? Resources.TRANSLATED : resources(annotations));
        });
    }

    private static Resources resources(Map<String, String> annotations) {
        String variables = annotations.getOrDefault(Annotations.INJECT_CPU_ENV, "false");
        return switch (CpuVariable.parse(variables)) {
            case Parsed.Valid<Set<CpuVariable>>(Set<CpuVariable> toldBy) ->
                new Resources(annotations.containsKey(Annotations.SKIP_UPDATE_RESOURCES), toldBy);
            case Parsed.Invalid<Set<CpuVariable>>(String why) ->
                throw new JsonException("annotation " + Annotations.INJECT_CPU_ENV + ": " + why);
            case Parsed.Absent<Set<CpuVariable>>() -> Resources.TRANSLATED;
        };
    }

    private static Scope scope(ClusterColocationProfileSpec spec) {
        return new Scope(
                query("spec.namespaceSelector", spec.namespaceSelector()),
                query("spec.selector", spec.selector()),
                probability(spec.probability()));
    }

    private static Changes changes(ClusterColocationProfileSpec spec) {
        Integer subPriority = spec.koordinatorPriority();
        Standing standing = new Standing(
                text(spec.qosClass()).map(ProfileReader::qos),
                text(spec.priorityClassName()),
                subPriority == null ? OptionalInt.empty() : OptionalInt.of(subPriority));
        return new Changes(
                KeyChanges.of(spec.labels(), spec.labelKeysMapping(), spec.labelSuffixes()),
                KeyChanges.of(spec.annotations(), spec.annotationKeysMapping(), Map.of()),
                text(spec.schedulerName()),
                standing,
                patch(spec.patch()));
    }

    /** Go's empty string: not given. */
    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(text -> !text.isEmpty());
    }

    private static QosClass qos(String text) {
        return QosClass.parse(text).orElseThrow(() -> new JsonException("spec.qosClass '" + text + "' is unknown"));
    }

    private static Probability probability(@Nullable IntOrString value) {
        if (value == null) {
            return Probability.ALWAYS;
        }
        if (value.getIntVal() != null) {
            return new Probability(value.getIntVal());
        }
        return switch (Probability.parse(value.getStrVal())) {
            case Parsed.Valid<Probability>(Probability probability) -> probability;
            case Parsed.Invalid<Probability>(String why) -> throw new JsonException(why);
            case Parsed.Absent<Probability>() -> Probability.ALWAYS;
        };
    }

    private static Optional<ObjectNode> patch(@Nullable JsonNode patch) {
        if (patch == null || patch.isNull() || patch.isMissingNode()) {
            return Optional.empty();
        }
        if (patch instanceof ObjectNode object) {
            return object.isEmpty() ? Optional.empty() : Optional.of(object);
        }
        throw new JsonException("spec.patch is not an object");
    }

    private static LabelQuery query(String path, @Nullable LabelSelector selector) {
        if (selector == null) {
            return LabelQuery.EVERYTHING;
        }
        List<Condition> conditions = new ArrayList<>();
        if (selector.getMatchLabels() != null) {
            selector.getMatchLabels().forEach((key, value) -> conditions.add(new In(key, Set.of(value))));
        }
        if (selector.getMatchExpressions() != null) {
            selector.getMatchExpressions().forEach(requirement -> conditions.add(condition(path, requirement)));
        }
        return new LabelQuery(conditions);
    }

    private static Condition condition(String path, LabelSelectorRequirement requirement) {
        String key = requirement.getKey();
        Set<String> values = requirement.getValues() == null ? Set.of() : Set.copyOf(requirement.getValues());
        boolean takesValues = requirement.getOperator().endsWith("In");
        if (takesValues == values.isEmpty()) {
            throw new JsonException(path + " '" + key + "': " + requirement.getOperator() + " takes "
                    + (takesValues ? "at least one value" : "no values"));
        }
        return switch (requirement.getOperator()) {
            case "In" -> new In(key, values);
            case "NotIn" -> new NotIn(key, values);
            case "Exists" -> new Exists(key);
            case "DoesNotExist" -> new DoesNotExist(key);
            default ->
                throw new JsonException(path + " '" + key + "': unknown operator '" + requirement.getOperator() + "'");
        };
    }
}
