package io.sublet.extender.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.extender.bind.ApiPod;
import io.sublet.extender.bind.PodApi;
import io.sublet.extender.cluster.ApiRequests.Answer;
import io.sublet.extender.cluster.ApiRequests.Answer.Replied;
import io.sublet.extender.cluster.ApiRequests.Answer.Silent;
import io.sublet.extender.reply.PodDocument;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/** Pods by requests of their own, with every read as new as it can be. */
public final class PodRequests implements PodApi {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;
    private static final int SERVER_ERROR = 500;

    private static final int PAGE = 500;
    private static final String UNFINISHED = "status.phase!=Succeeded,status.phase!=Failed";

    private final ApiRequests api;

    /** @param limit of each request */
    public PodRequests(KubernetesClient client, Duration limit) {
        this.api = new ApiRequests(client, limit);
    }

    @Override
    public Reading<Optional<ApiPod>> find(String namespace, String name) {
        return pod(api.get(path(namespace, name)));
    }

    private static Reading<Optional<ApiPod>> pod(Answer answer) {
        return switch (answer) {
            case Silent(String cause) -> Reading.missing(cause);
            case Replied replied when replied.isSuccess() -> read(replied);
            case Replied replied when replied.code() == NOT_FOUND -> Reading.of(Optional.empty());
            case Replied replied -> Reading.missing(replied.text());
        };
    }

    private static Reading<Optional<ApiPod>> read(Replied replied) {
        try {
            return Reading.of(Optional.of(PodDocument.read(replied.body())));
        } catch (JsonException e) {
            return Reading.missing("the API server's answer is no pod: " + e.getMessage());
        }
    }

    /** A Binding carries annotations onto the pod; they and the node are one write. */
    @Override
    public BindResult bind(ApiPod pod, String node, Map<String, String> annotations) {
        PodRef ref = pod.shape().ref();
        String binding = Json.write(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Binding",
                "metadata",
                Map.of(
                        "namespace", ref.namespace(),
                        "name", ref.name(),
                        "uid", ref.uid(),
                        "resourceVersion", pod.version(),
                        "annotations", annotations),
                "target",
                Map.of("apiVersion", "v1", "kind", "Node", "name", node)));
        return switch (api.post(path(ref.namespace(), ref.name()) + "/binding", binding)) {
            case Silent(String cause) -> new BindResult.Unclear(cause);
            case Replied replied when replied.isSuccess() -> new BindResult.Done();
            case Replied replied when replied.code() == NOT_FOUND -> new BindResult.Gone();
            case Replied replied when replied.code() == CONFLICT -> new BindResult.Changed();
            // what failed on the way back from the store may be stored
            case Replied replied when replied.code() >= SERVER_ERROR -> new BindResult.Unclear(replied.text());
            case Replied replied -> new BindResult.Rejected(replied.text());
        };
    }

    @Override
    public Reading<Optional<ApiPod>> touch(PodRef pod) {
        String patch = Json.write(Map.of(
                "metadata",
                Map.of(
                        "uid",
                        pod.uid(),
                        "annotations",
                        Map.of(Annotations.PIN_FENCE, UUID.randomUUID().toString()))));
        Answer answer = api.patch(path(pod.namespace(), pod.name()), patch);
        boolean perhapsAnother =
                answer instanceof Replied replied && (replied.code() == CONFLICT || replied.code() == UNPROCESSABLE);
        return perhapsAnother ? unlessSame(pod, answer) : pod(answer);
    }

    /** The API server refuses another uid; that a pod of the same name has taken the place is then known. */
    private Reading<Optional<ApiPod>> unlessSame(PodRef pod, Answer refused) {
        return find(pod.namespace(), pod.name())
                .flatMap(found -> found.filter(now -> now.shape().ref().uid().equals(pod.uid()))
                                .isPresent()
                        ? pod(refused)
                        : Reading.of(Optional.empty()));
    }

    @Override
    public Reading<List<PodRef>> pending() {
        return list("spec.nodeName=," + UNFINISHED, api::get, PodDocument::isMarked);
    }

    @Override
    public Reading<List<PodRef>> placed() {
        return list(
                "spec.nodeName!=," + UNFINISHED,
                api::listMetadata,
                pod -> pod.objectOrEmpty("metadata")
                        .objectOrEmpty("annotations")
                        .string(Annotations.RESOURCE_STATUS)
                        .isPresent());
    }

    private static Reading<List<PodRef>> list(
            String fields, Function<String, Answer> lister, Predicate<JsonObject> wanted) {
        List<PodRef> pods = new ArrayList<>();
        String more = "";
        do {
            String path = "api/v1/pods?limit=" + PAGE + "&fieldSelector=" + ApiRequests.encoded(fields)
                    + (more.isEmpty() ? "" : "&continue=" + ApiRequests.encoded(more));
            switch (lister.apply(path)) {
                case Silent(String cause) -> {
                    return Reading.missing(cause);
                }
                case Replied replied
                when replied.isSuccess() -> {
                    try {
                        JsonObject page = Json.parseObject(replied.json());
                        page.objects("items").stream()
                                .filter(wanted)
                                .map(PodRequests::ref)
                                .forEach(pods::add);
                        more = page.objectOrEmpty("metadata").string("continue").orElse("");
                    } catch (JsonException e) {
                        return Reading.missing("the API server's answer is no list: " + e.getMessage());
                    }
                }
                case Replied replied -> {
                    return Reading.missing(replied.text());
                }
            }
        } while (!more.isEmpty());
        return Reading.of(pods);
    }

    private static PodRef ref(JsonObject pod) {
        JsonObject metadata = pod.objectOrEmpty("metadata");
        return new PodRef(
                metadata.string("namespace").orElse(""),
                metadata.string("name").orElse(""),
                metadata.string("uid").orElse(""));
    }

    private static String path(String namespace, String name) {
        return "api/v1/namespaces/" + ApiRequests.encoded(namespace) + "/pods/" + ApiRequests.encoded(name);
    }
}
