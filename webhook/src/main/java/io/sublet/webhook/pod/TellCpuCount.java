package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import io.sublet.webhook.profile.CpuVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells the processes of batch and mid containers how many CPUs they have, for profiles that ask for it. Kubernetes knows
 * no CPU limit of such a container, so a runtime that sizes its threads by what it sees would take the whole node.
 *
 * <p>The number is the container's batch or mid cpu limit, else its request, in whole CPUs, rounded up, at least 1. What the
 * pod sets itself stays: a variable that is there is left, but for options of the Java virtual machine, which are appended
 * to unless they hold a number already or come from elsewhere. A container with {@code envFrom} is left as a whole, since
 * what it brings is not known here and would be overridden.
 */
final class TellCpuCount implements PodMutator {

    @Override
    public MutationResult mutate(PodDraft pod, MutationContext context) {
        Set<CpuVariable> variables = new TreeSet<>();
        context.profiles().stream()
                .filter(profile -> pod.decisions().applied(profile.name()))
                .forEach(profile -> variables.addAll(profile.resources().toldBy()));
        if (variables.isEmpty()) {
            return new MutationResult.Unchanged(pod, List.of());
        }
        PodEdit edit = new PodEdit(pod);
        int told = 0;
        int unknown = 0;
        for (String list : List.of("initContainers", "containers")) {
            for (ObjectNode container : edit.containers(list)) {
                OptionalLong cpus = cpus(container.path("resources"));
                if (cpus.isEmpty()) {
                    continue;
                }
                if (!container.path("envFrom").isEmpty()) {
                    unknown++;
                } else if (tell(edit, container, variables, cpus.getAsLong())) {
                    told++;
                }
            }
        }
        return MutationResult.of(pod, edit.done(), reasons(told, unknown));
    }

    private static List<Reason> reasons(int told, int unknown) {
        List<Reason> reasons = new ArrayList<>();
        if (told > 0) {
            reasons.add(Reason.of(PodReason.CpuToldToProcesses).with("containers", told));
        }
        if (unknown > 0) {
            reasons.add(Reason.of(PodReason.CpuEnvironmentKept).with("containers", unknown));
        }
        return reasons;
    }

    /** Empty for a container that does not run on batch or mid cpu, or asks for an amount that cannot be read. */
    private static OptionalLong cpus(JsonNode resources) {
        for (String part : List.of("limits", "requests")) {
            for (String name : List.of(ResourceNames.BATCH_CPU, ResourceNames.MID_CPU)) {
                JsonNode quantity = resources.path(part).path(name);
                if (quantity.isMissingNode()) {
                    continue;
                }
                try {
                    long milli = Quantities.parseCount(quantity.asText());
                    if (milli > 0) {
                        return OptionalLong.of(Math.ceilDiv(milli, 1000));
                    }
                } catch (JsonException e) {
                    return OptionalLong.empty();
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean tell(PodEdit edit, ObjectNode container, Set<CpuVariable> variables, long cpus) {
        boolean changed = false;
        ArrayNode environment = edit.list(container, "env");
        for (CpuVariable variable : variables) {
            changed |= set(edit, environment, variable, cpus);
        }
        return changed;
    }

    private static boolean set(PodEdit edit, ArrayNode environment, CpuVariable variable, long cpus) {
        String text = variable.option().isEmpty() ? Long.toString(cpus) : variable.option() + "=" + cpus;
        int at = last(environment, variable.name());
        if (at < 0) {
            environment.addObject().put("name", variable.name()).put("value", text);
            return true;
        }
        JsonNode present = environment.path(at);
        String value = present.path("value").asText("");
        if (variable.option().isEmpty() || present.hasNonNull("valueFrom") || value.contains(variable.option())) {
            return false;
        }
        edit.element(environment, at).put("value", value.isEmpty() ? text : value + " " + text);
        return true;
    }

    /** Of several entries with one name the last one counts, as for the kubelet; -1 if there is none. */
    private static int last(ArrayNode environment, String name) {
        int last = -1;
        for (int i = 0; i < environment.size(); i++) {
            if (environment.path(i).path("name").asText().equals(name)) {
                last = i;
            }
        }
        return last;
    }
}
