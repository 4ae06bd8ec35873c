package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.EvictionApi;
import io.sublet.agent.cluster.FeedStatus;
import io.sublet.model.pod.PodRef;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Evictions by policy/v1, sent by the outbox. The uid is a precondition: a pod's successor of the same name is left alone. */
final class HttpEvictions implements EvictionApi {
    private static final Set<String> NEEDED = Set.of("pods", "nodes", "nodeslos");

    private final Outbox outbox;
    private final Supplier<List<FeedStatus>> feeds;

    HttpEvictions(Outbox outbox, Supplier<List<FeedStatus>> feeds) {
        this.outbox = outbox;
        this.feeds = feeds;
    }

    @Override
    public boolean evict(Request request, Consumer<Answer> answer) {
        PodRef pod = request.pod();
        return outbox.put(
                "eviction " + pod.uid(),
                new Outbox.Letter(
                        "POST",
                        "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + "/eviction",
                        "application/json",
                        () -> Json.write(body(request)).getBytes(StandardCharsets.UTF_8),
                        (status, problem) -> answer.accept(answer(status, problem))));
    }

    private static Map<String, Object> body(Request request) {
        PodRef pod = request.pod();
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("preconditions", Map.of("uid", pod.uid()));
        request.grace().ifPresent(time -> options.put("gracePeriodSeconds", time.toSeconds()));
        if (request.dryRun()) {
            options.put("dryRun", List.of("All"));
        }
        Map<String, Object> eviction = new LinkedHashMap<>();
        eviction.put("apiVersion", "policy/v1");
        eviction.put("kind", "Eviction");
        eviction.put("metadata", Map.of("name", pod.name(), "namespace", pod.namespace()));
        eviction.put("deleteOptions", options);
        return eviction;
    }

    /** 429 is a disruption budget, 409 the precondition: another pod has the name now. */
    static Answer answer(int status, String problem) {
        return switch (status) {
            case 404, 409 -> new Answer.Gone();
            case 429 -> new Answer.Refused(problem);
            default -> status / 100 == 2 ? new Answer.Evicted() : new Answer.Failed(problem);
        };
    }

    @Override
    public Optional<String> stale() {
        for (FeedStatus feed : feeds.get()) {
            if (NEEDED.contains(feed.resource()) && !(feed.synced() && feed.connected())) {
                return Optional.of(feed.resource() + " are not being followed"
                        + (feed.problem().isEmpty() ? "" : ": " + feed.problem()));
            }
        }
        return Optional.empty();
    }
}
