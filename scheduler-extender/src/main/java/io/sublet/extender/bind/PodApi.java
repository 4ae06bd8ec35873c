package io.sublet.extender.bind;

import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods in the API server. Each call is one request, or a list in pages; none hangs longer than its configured time. */
public interface PodApi {
    /** The pod of that name, of whichever uid, by a read that is not older than the call. */
    Reading<Optional<ApiPod>> find(String namespace, String name);

    /**
     * Binds a pod to a node and writes annotations on it, both or neither, provided that the pod is still the version that
     * was read.
     */
    BindResult bind(ApiPod pod, String node, Map<String, String> annotations);

    /**
     * Gives the pod another version, so that no earlier {@link #bind} that is still on its way can take effect.
     *
     * @return the pod afterwards; empty if there is none of this uid any more
     */
    Reading<Optional<ApiPod>> touch(PodRef pod);

    /** The pods that bear the mark and have no node. */
    Reading<List<PodRef>> pending();

    /** The pods that have a node and an annotation about their CPUs, by a read that is not older than the call. */
    Reading<List<PodRef>> placed();

    /** What came of a binding. */
    sealed interface BindResult {
        record Done() implements BindResult {}

        /** The pod has changed, or is bound already. Nothing was written. */
        record Changed() implements BindResult {}

        /** There is no such pod. Nothing was written. */
        record Gone() implements BindResult {}

        /** The API server does not want to. Nothing was written. */
        record Rejected(String why) implements BindResult {}

        /** It is not known whether something was or will be written. */
        record Unclear(String cause) implements BindResult {}
    }
}
