package io.sublet.webhook.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.pod.PinMarking;
import io.sublet.webhook.pod.PodMutation;
import io.sublet.webhook.pod.PodMutation.Decision;
import io.sublet.webhook.pod.PodMutators.Outcome;
import io.sublet.webhook.pod.PodValidation;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Question;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * {@code POST /explain/pod}: what becomes of a pod at admission and why, by the same two reviewers' code. The pod is taken
 * as the API server would hand it over, as far as that is known here: its priority is that of its priority class. Defaults
 * of a LimitRange are not known.
 */
public final class PodQuestion implements Question {
    private static final Set<String> PARAMETERS = Set.of("namespace", "operation", "draw");

    private final boolean keepsResources;
    private final PinMarking marking;
    private final IntSupplier draw;
    private final PodValidation validation;

    /**
     * @param keepsResources no pod's resources are translated
     * @param marking which pods are marked for the extender
     * @param draw yields 0..99, each equally likely
     */
    public PodQuestion(boolean keepsResources, PinMarking marking, IntSupplier draw, PodValidation validation) {
        this.keepsResources = keepsResources;
        this.marking = marking;
        this.draw = draw;
        this.validation = validation;
    }

    @Override
    public String path() {
        return "/explain/pod";
    }

    @Override
    public String usage() {
        return """
                POST a Pod as JSON or YAML, and read what admission would make of it and why. Nothing is created.
                  ?namespace=NAME    in place of metadata.namespace
                  ?operation=UPDATE  the body is {"oldObject": POD, "object": POD}; only the rules are asked
                  ?draw=0..99        in place of chance, for profiles with a probability
                """;
    }

    @Override
    public Parsed<JsonNode> answer(JsonNode document, Map<String, String> parameters, ClusterView cluster) {
        for (String name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                return new Parsed.Invalid<>("there is no parameter '" + name + "'");
            }
        }
        return switch (parameters.getOrDefault("operation", "CREATE")) {
            case "CREATE" -> creation(document, parameters, cluster);
            case "UPDATE" -> update(document);
            default -> new Parsed.Invalid<>("operation is CREATE or UPDATE");
        };
    }

    private Parsed<JsonNode> creation(JsonNode document, Map<String, String> parameters, ClusterView cluster) {
        Optional<String> flaw = kindFlaw(document);
        String drawn = parameters.getOrDefault("draw", "");
        if (flaw.isPresent()) {
            return new Parsed.Invalid<>(flaw.get());
        }
        if (!drawn.isEmpty() && !drawn.matches("[0-9]{1,2}")) {
            return new Parsed.Invalid<>("draw is 0..99");
        }
        PodMutation mutation =
                new PodMutation(keepsResources, marking, drawn.isEmpty() ? draw : () -> Integer.parseInt(drawn));
        String own = document.path("metadata").path("namespace").asText("");
        String namespace = parameters.getOrDefault("namespace", own.isEmpty() ? "default" : own);
        JsonNode pod = withPriority(document, cluster.priorityLevels());
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("operation", "CREATE").put("namespace", namespace);
        return switch (mutation.decide(pod, namespace, cluster)) {
            case Decision.Made(Outcome outcome) -> {
                PodAnswer.mutation(answer, outcome, cluster.invalidProfiles());
                yield judged(answer, outcome.last().tree(), Optional.empty());
            }
            case Decision.Undecided(String why) -> {
                answer.put("undecided", "the pod would be admitted as it comes, " + why);
                yield new Parsed.Valid<>(answer);
            }
        };
    }

    private Parsed<JsonNode> update(JsonNode document) {
        Optional<String> flaw = kindFlaw(document.path("object")).or(() -> kindFlaw(document.path("oldObject")));
        if (flaw.isPresent()) {
            return new Parsed.Invalid<>("for UPDATE the body is {\"oldObject\": POD, \"object\": POD}: " + flaw.get());
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("operation", "UPDATE");
        return judged(answer, document.path("object"), Optional.of(document.path("oldObject")));
    }

    private Parsed<JsonNode> judged(ObjectNode answer, JsonNode pod, Optional<JsonNode> stored) {
        return switch (validation.findings(pod, stored)) {
            case Parsed.Valid<List<Finding>>(List<Finding> findings) -> {
                PodAnswer.validation(answer, findings);
                yield new Parsed.Valid<>(answer);
            }
            case Parsed.Invalid<List<Finding>>(String why) -> new Parsed.Invalid<>(why);
            case Parsed.Absent<List<Finding>>() -> new Parsed.Invalid<>("there is no pod");
        };
    }

    private static Optional<String> kindFlaw(JsonNode pod) {
        String kind = pod.path("kind").asText("Pod");
        if (!kind.equals("Pod")) {
            return Optional.of("this is a " + kind + ", a Pod is needed");
        }
        return pod.path("spec").isObject() ? Optional.empty() : Optional.of("spec is not an object");
    }

    /** As the API server's plugin Priority does before any webhook is asked. */
    private static JsonNode withPriority(JsonNode pod, Map<String, PriorityLevel> levels) {
        if (!(pod.path("spec") instanceof ObjectNode spec) || spec.has("priority")) {
            return pod;
        }
        PriorityLevel level = levels.get(spec.path("priorityClassName").asText(""));
        ObjectNode copy = pod.deepCopy();
        copy.withObject("/spec").put("priority", level == null ? 0 : level.value());
        return copy;
    }
}
