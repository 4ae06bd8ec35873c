package io.sublet.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.protocol.LabelSyntax;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.merge.PodMergeSchema;
import io.sublet.webhook.merge.StrategicMerge;
import io.sublet.webhook.merge.UnusablePatch;
import io.sublet.webhook.pod.PodDraft;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.selection.SelectorTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can be told of a profile by itself. */
final class ProfileChecks {
    /** What a patch can find in any pod. */
    private static final ObjectNode SAMPLE = sample();

    private ProfileChecks() {}

    private static ObjectNode sample() {
        ObjectNode pod = JsonNodeFactory.instance.objectNode();
        pod.putObject("metadata").put("name", "sample").put("namespace", "default");
        pod.putObject("spec")
                .putArray("containers")
                .addObject()
                .put("name", "main")
                .put("image", "image");
        return pod;
    }

    /** All that keeps the profile from being applied, or the pods that it changes from being accepted. */
    static List<Finding> flaws(JsonNode spec) {
        List<Finding> flaws = new ArrayList<>();
        for (String selector : List.of("namespaceSelector", "selector")) {
            flaws.addAll(SelectorFindings.of("spec." + selector, SelectorTree.of(spec.path(selector))));
        }
        probability(spec.path("probability")).ifPresent(flaws::add);
        keys(spec, flaws);
        for (String mapping : List.of("labelKeysMapping", "annotationKeysMapping")) {
            collisions(mapping, spec.path(mapping), flaws);
        }
        patch(spec.path("patch")).ifPresent(flaws::add);
        return flaws;
    }

    /** What its author may not have meant. */
    static List<Finding> doubts(JsonNode spec) {
        List<Finding> doubts = new ArrayList<>();
        boolean everything =
                SelectorTree.of(spec.path("namespaceSelector")).query().isEverything()
                        && SelectorTree.of(spec.path("selector")).query().isEverything();
        if (everything) {
            doubts.add(Finding.warn(
                    PolicyReason.SelectsEverything, "spec.selector", "selects every new pod of the cluster"));
        }
        JsonNode probability = spec.path("probability");
        if (probability.isNumber() && (probability.asInt() < 0 || probability.asInt() > 100)) {
            doubts.add(Finding.warn(
                    PolicyReason.ProbabilityClamped,
                    "spec.probability",
                    "is a percentage, " + probability.asInt() + " is as good as "
                            + (probability.asInt() < 0 ? "0" : "100")));
        }
        overwrites("labels", "labelKeysMapping", spec, doubts);
        overwrites("annotations", "annotationKeysMapping", spec, doubts);
        for (String identity : List.of("name", "namespace", "generateName", "uid")) {
            if (spec.path("patch").path("metadata").has(identity)) {
                doubts.add(Finding.warn(
                        PolicyReason.PatchTouchesIdentity,
                        "spec.patch.metadata." + identity,
                        "is given by whoever creates the pod, the API server refuses another one"));
            }
        }
        return doubts;
    }

    private static Optional<Finding> probability(JsonNode probability) {
        return probability.isTextual()
                        && Probability.parse(probability.asText()) instanceof Parsed.Invalid<Probability>(String why)
                ? Optional.of(Finding.deny(PolicyReason.ProbabilityInvalid, "spec.probability", why))
                : Optional.empty();
    }

    private static void keys(JsonNode spec, List<Finding> flaws) {
        for (String part : List.of("labels", "annotations", "labelSuffixes")) {
            for (Map.Entry<String, JsonNode> entry : spec.path(part).properties()) {
                // A suffix is the end of a value, of which nothing else is known.
                String value = (part.equals("labelSuffixes") ? "x" : "")
                        + entry.getValue().asText();
                LabelSyntax.flawOfKey(entry.getKey())
                        .or(() -> part.equals("annotations") ? Optional.empty() : LabelSyntax.flawOfValue(value))
                        .ifPresent(why -> flaws.add(Finding.deny(
                                PolicyReason.LabelInvalid, "spec." + part + "[" + entry.getKey() + "]", why)));
            }
        }
        for (String mapping : List.of("labelKeysMapping", "annotationKeysMapping")) {
            for (Map.Entry<String, JsonNode> entry : spec.path(mapping).properties()) {
                LabelSyntax.flawOfKey(entry.getValue().asText())
                        .ifPresent(why -> flaws.add(Finding.deny(
                                PolicyReason.LabelInvalid, "spec." + mapping + "[" + entry.getKey() + "]", why)));
            }
        }
    }

    private static void collisions(String mapping, JsonNode keys, List<Finding> flaws) {
        Map<String, String> sources = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : keys.properties()) {
            String target = entry.getValue().asText();
            String first = sources.putIfAbsent(target, entry.getKey());
            if (first != null) {
                flaws.add(Finding.deny(
                        PolicyReason.MappingCollision,
                        "spec." + mapping + "[" + entry.getKey() + "]",
                        "copies to '" + target + "', and so does '" + first + "'"));
            }
        }
    }

    private static void overwrites(String values, String mapping, JsonNode spec, List<Finding> doubts) {
        for (Map.Entry<String, JsonNode> entry : spec.path(mapping).properties()) {
            String target = entry.getValue().asText();
            if (spec.path(values).has(target)) {
                doubts.add(Finding.warn(
                        PolicyReason.MappingOverwrites,
                        "spec." + mapping + "[" + entry.getKey() + "]",
                        "overwrites '" + target + "', which spec." + values + " sets"));
            }
        }
    }

    private static Optional<Finding> patch(JsonNode patch) {
        if (patch.isMissingNode() || patch.isNull()) {
            return Optional.empty();
        }
        if (!(patch instanceof ObjectNode merge)) {
            return Optional.of(Finding.deny(PolicyReason.PatchInvalid, "spec.patch", "must be an object"));
        }
        try {
            ObjectNode patched = StrategicMerge.apply(SAMPLE.deepCopy(), merge.deepCopy(), PodMergeSchema.POD);
            return PodDraft.of(patched) instanceof Parsed.Invalid<PodDraft>(String flaw)
                    ? Optional.of(
                            Finding.deny(PolicyReason.PatchInvalid, "spec.patch", "does not leave a pod: " + flaw))
                    : Optional.empty();
        } catch (UnusablePatch e) {
            return Optional.of(
                    Finding.deny(PolicyReason.PatchInvalid, "spec.patch", "cannot be applied: " + e.getMessage()));
        }
    }
}
