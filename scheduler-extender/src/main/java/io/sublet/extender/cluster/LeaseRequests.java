package io.sublet.extender.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.extender.bind.LeaseApi;
import io.sublet.extender.cluster.ApiRequests.Answer.Replied;
import io.sublet.extender.cluster.ApiRequests.Answer.Silent;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Lease of {@code coordination.k8s.io/v1}. Fields that are not ours stay as they are. */
public final class LeaseRequests implements LeaseApi {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ApiRequests api;
    private final String namespace;
    private final String name;

    /** @param limit of each request */
    public LeaseRequests(KubernetesClient client, Duration limit, String namespace, String name) {
        this.api = new ApiRequests(client, limit);
        this.namespace = namespace;
        this.name = name;
    }

    @Override
    public Reading<Optional<LeaseState>> read() {
        return switch (api.get(folder() + "/" + name)) {
            case Silent(String cause) -> Reading.missing(cause);
            case Replied replied when replied.isSuccess() -> state(replied);
            case Replied replied when replied.code() == NOT_FOUND -> Reading.of(Optional.empty());
            case Replied replied -> Reading.missing(replied.text());
        };
    }

    @Override
    public Reading<Optional<LeaseState>> write(LeaseState state) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("namespace", namespace);
        if (!state.version().isEmpty()) {
            metadata.put("resourceVersion", state.version());
        }
        Map<String, @Nullable Object> spec = new LinkedHashMap<>();
        spec.put("holderIdentity", state.holder());
        spec.put("renewTime", MICROS.format(state.renewed()));
        spec.put("leaseDurationSeconds", Math.max(1, state.duration().toSeconds()));
        spec.put("leaseTransitions", state.transitions());
        String body = Json.write(
                Map.of("apiVersion", "coordination.k8s.io/v1", "kind", "Lease", "metadata", metadata, "spec", spec));
        ApiRequests.Answer answer =
                state.version().isEmpty() ? api.post(folder(), body) : api.patch(folder() + "/" + name, body);
        return switch (answer) {
            case Silent(String cause) -> Reading.missing(cause);
            case Replied replied when replied.isSuccess() -> state(replied);
            case Replied replied when replied.code() == CONFLICT -> Reading.of(Optional.empty());
            // gone since it was read; a namespace that is not there is another matter
            case Replied replied
            when replied.code() == NOT_FOUND && !state.version().isEmpty() -> Reading.of(Optional.empty());
            case Replied replied -> Reading.missing(replied.text());
        };
    }

    private static Reading<Optional<LeaseState>> state(Replied replied) {
        try {
            JsonObject lease = Json.parseObject(replied.json());
            JsonObject spec = lease.objectOrEmpty("spec");
            return Reading.of(Optional.of(new LeaseState(
                    spec.string("holderIdentity").orElse(""),
                    spec.string("renewTime")
                            .map(time -> OffsetDateTime.parse(time).toInstant())
                            .orElse(Instant.EPOCH),
                    Duration.ofSeconds(spec.integer("leaseDurationSeconds").orElse(0L)),
                    spec.integer("leaseTransitions").orElse(0L).intValue(),
                    lease.objectOrEmpty("metadata").string("resourceVersion").orElse(""))));
        } catch (JsonException | DateTimeException e) {
            return Reading.missing("the Lease cannot be read: " + e.getMessage());
        }
    }

    private String folder() {
        return "apis/coordination.k8s.io/v1/namespaces/" + namespace + "/leases";
    }
}
