package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns cpu and memory of a batch or mid pod into the resources of its class, in requests and limits of all containers and
 * init containers, and in an overhead that stands in the pod alone. A limit without a request becomes the request as well.
 * What is translated already is left, so running again changes nothing.
 *
 * <p>The overhead of a runtime class stays as it is: the API server refuses a pod whose overhead differs from its class's
 * (admission plugin RuntimeClass). Pod-level resources ({@code spec.resources}), ephemeral containers and other resources
 * stay as well.
 */
final class TranslateResources implements PodMutator {

    @Override
    public MutationResult mutate(PodDraft pod, MutationContext context) {
        if (!pod.decisions().anyMatched()) {
            return MutationResult.unchanged(pod, Reason.of(PodReason.NothingToTranslate));
        }
        Optional<Reason> kept = keeper(pod, context);
        if (kept.isPresent()) {
            return MutationResult.unchanged(pod, kept.get());
        }
        PriorityClass priority = pod.priorityClass();
        if (priority != PriorityClass.BATCH && priority != PriorityClass.MID) {
            return MutationResult.unchanged(pod, Reason.of(PodReason.NothingToTranslate));
        }
        try {
            return translate(pod, priority);
        } catch (JsonException e) {
            return MutationResult.unchanged(
                    pod, Reason.of(PodReason.QuantityUnusable).with("flaw", String.valueOf(e.getMessage())));
        }
    }

    private static Optional<Reason> keeper(PodDraft pod, MutationContext context) {
        if (context.keepsResources()) {
            return Optional.of(Reason.of(PodReason.ResourcesKept).with("by", "configuration"));
        }
        return context.profiles().stream()
                .filter(profile -> profile.resources().kept())
                .filter(profile -> pod.decisions().matched(profile.name()))
                .findFirst()
                .map(profile -> Reason.of(PodReason.ResourcesKept).with("profile", profile.name()));
    }

    private static MutationResult translate(PodDraft pod, PriorityClass priority) {
        PodEdit edit = new PodEdit(pod);
        int changed = 0;
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : edit.containers(list)) {
                if (container.path("resources").isObject()) {
                    changed += translateContainer(edit, edit.member(container, "resources"), priority) ? 1 : 0;
                }
            }
        }
        List<Reason> reasons = new ArrayList<>();
        JsonNode spec = edit.tree().path("spec");
        if (asksNatively(spec.path("overhead"))) {
            if (spec.path("runtimeClassName").asText("").isEmpty()) {
                rename(edit.member(edit.spec(), "overhead"), priority);
            } else {
                reasons.add(Reason.of(PodReason.OverheadKept)
                        .with("runtimeClass", spec.path("runtimeClassName").asText()));
            }
        }
        PodDraft after = edit.done();
        reasons.addFirst(
                after.tree().equals(pod.tree())
                        ? Reason.of(PodReason.NothingToTranslate)
                        : Reason.of(PodReason.ResourcesTranslated)
                                .with("to", priority == PriorityClass.MID ? "mid" : "batch")
                                .with("containers", changed));
        JsonNode whole = spec.path("resources");
        if (asksNatively(whole.path("requests")) || asksNatively(whole.path("limits"))) {
            reasons.add(Reason.of(PodReason.PodResourcesKept));
        }
        return MutationResult.of(pod, after, reasons);
    }

    private static boolean asksNatively(JsonNode quantities) {
        return quantities.has(ResourceNames.CPU) || quantities.has(ResourceNames.MEMORY);
    }

    private static boolean translateContainer(PodEdit edit, ObjectNode resources, PriorityClass priority) {
        boolean changed = false;
        for (String part : List.of("requests", "limits")) {
            if (resources.path(part).isObject()) {
                changed |= rename(edit.member(resources, part), priority);
            }
        }
        return requestWhatIsLimited(edit, resources, priority) || changed;
    }

    private static boolean rename(ObjectNode quantities, PriorityClass priority) {
        JsonNode cpu = quantities.remove(ResourceNames.CPU);
        if (cpu != null) {
            long milli = Quantities.parseCpu(cpu.asText()).value();
            quantities.put(ResourceNames.cpuOf(priority).orElseThrow(), Quantities.formatCount(milli));
        }
        JsonNode memory = quantities.remove(ResourceNames.MEMORY);
        if (memory != null) {
            quantities.put(ResourceNames.memoryOf(priority).orElseThrow(), wholeBytes(memory.asText()));
        }
        return cpu != null || memory != null;
    }

    /** The same amount in canonical form; extended resources must be whole, so a fraction of a byte is rounded up. */
    private static String wholeBytes(String quantity) {
        if (quantity.endsWith("i")) {
            return Quantities.format(Quantities.parseBytes(quantity));
        }
        boolean isExponent = quantity.indexOf('e') >= 0 || (quantity.indexOf('E') >= 0 && !quantity.endsWith("E"));
        if (isExponent && isWhole(Quantities.parse(quantity))) {
            return quantity;
        }
        return Quantities.formatCount(Quantities.parseCount(quantity));
    }

    private static boolean isWhole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0;
    }

    private static boolean requestWhatIsLimited(PodEdit edit, ObjectNode resources, PriorityClass priority) {
        boolean changed = false;
        for (Optional<String> name : List.of(ResourceNames.cpuOf(priority), ResourceNames.memoryOf(priority))) {
            JsonNode limit = resources.path("limits").path(name.orElseThrow());
            if (limit.isMissingNode() || resources.path("requests").has(name.orElseThrow())) {
                continue;
            }
            edit.member(resources, "requests").set(name.orElseThrow(), limit);
            changed = true;
        }
        return changed;
    }
}
