package io.sublet.e2e.bench.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reviews as the API server sends them: the pods were through its defaulting and its earlier admission, with their
 * managed fields and the volume of their service account's token, for it has admitted each of them without storing it.
 */
final class SampleReviews {
    private static final String REVIEW = """
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"705ab4f5-6393-11e8-b7cc-42010a80%04d",
            "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
            "requestKind":{"group":"","version":"v1","kind":"Pod"},
            "requestResource":{"group":"","version":"v1","resource":"pods"},
            "name":"%s","namespace":"%s","operation":"CREATE","userInfo":{
            "username":"system:serviceaccount:kube-system:replicaset-controller","uid":"0f3b1b8e-2a53-4f4e-8d8b-6a6e0f5a3c77",
            "groups":["system:serviceaccounts","system:serviceaccounts:kube-system","system:authenticated"]},
            "object":%s,"oldObject":null,"dryRun":false,
            "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}""".replace("\n", "");

    private SampleReviews() {}

    /** One per pod, in their order. */
    static List<byte[]> of(List<Pod> pods, String namespace, KubernetesClient client) {
        KubernetesSerialization json = client.getKubernetesSerialization();
        return IntStream.range(0, pods.size())
                .mapToObj(i -> review(i, admitted(pods.get(i), namespace, client), namespace, json))
                .toList();
    }

    private static Pod admitted(Pod pod, String namespace, KubernetesClient client) {
        return client.pods().inNamespace(namespace).resource(pod).dryRun().create();
    }

    private static byte[] review(int number, Pod pod, String namespace, KubernetesSerialization json) {
        if (!(json.convertValue(pod, JsonNode.class) instanceof ObjectNode tree)
                || !(tree.path("metadata") instanceof ObjectNode metadata)) {
            throw new ClusterException("the API server did not answer with a pod");
        }
        // These come only when the pod is stored.
        metadata.remove(List.of("uid", "creationTimestamp", "resourceVersion"));
        String name = pod.getMetadata().getName();
        return REVIEW.formatted(number, name, namespace, tree).getBytes(StandardCharsets.UTF_8);
    }
}
