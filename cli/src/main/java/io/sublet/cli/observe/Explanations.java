package io.sublet.cli.observe;

import io.sublet.cli.api.Request;
import io.sublet.cli.fleet.Decision;
import io.sublet.cli.fleet.PodName;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Sublet's programs say to people, as far as they can be asked. */
public final class Explanations {
    private final Programs programs;

    public Explanations(Programs programs) {
        this.programs = programs;
    }

    /**
     * A program's answer.
     *
     * @param asText whether a page is wanted, and not a document
     */
    public Reading<String> of(String component, String path, boolean asText) {
        return one(component)
                .map(pod -> programs.ask(pod, asText ? Request.getText(pod.proxy(path)) : Request.get(pod.proxy(path))))
                .orElseGet(() -> Reading.missing("no pod of the " + component + " is ready"));
    }

    private Optional<ProgramPod> one(String component) {
        return programs.of(component).stream().filter(ProgramPod::ready).findFirst();
    }

    /** The answer of the agent on a node. */
    public Reading<String> ofAgent(String node, String path, boolean asText) {
        return programs.agentOn(node)
                .map(pod -> programs.ask(pod, asText ? Request.getText(pod.proxy(path)) : Request.get(pod.proxy(path))))
                .orElseGet(() -> Reading.missing("no agent runs on node " + node));
    }

    /** What admission would do to a pod that looks like this one. */
    public Reading<String> ofAdmission(JsonObject pod, String namespace) {
        return one("webhook")
                .map(webhook -> programs.ask(
                        webhook,
                        Request.post(
                                webhook.proxy("/explain/pod?namespace=" + Cluster.encoded(namespace)), asWritten(pod))))
                .orElseGet(() -> Reading.missing("no pod of the webhook is ready"));
    }

    /** Without what only a stored object has. */
    private static String asWritten(JsonObject pod) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(pod.fields());
        fields.remove("status");
        Map<String, @Nullable Object> metadata =
                new LinkedHashMap<>(pod.objectOrEmpty("metadata").fields());
        List.of("managedFields", "uid", "resourceVersion", "creationTimestamp").forEach(metadata::remove);
        fields.put("metadata", metadata);
        return Json.write(fields);
    }

    /**
     * Decisions of agents that are about a pod, the oldest first.
     *
     * @param nodes whose agents are asked
     * @param since a time, or a duration before now as {@code 24h}
     */
    public List<Decision> about(PodName pod, List<String> nodes, String since, Progress progress) {
        List<Decision> found = new ArrayList<>();
        programs.askAgents(nodes, "/decisions?since=" + Cluster.encoded(since), progress)
                .forEach((node, answer) ->
                        answer.toOptional().map(text -> decisions(node, text)).orElse(List.of()).stream()
                                .filter(decision -> decision.isAbout(pod))
                                .forEach(found::add));
        found.sort(Comparator.comparing(Decision::at));
        return found;
    }

    private static List<Decision> decisions(String node, String text) {
        try {
            return Decision.parse(node, text);
        } catch (JsonException e) {
            return List.of();
        }
    }
}
