package io.sublet.e2e.scenario;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.protocol.Labels;

/** The label by which the agent of one node is switched. */
public final class NodeMode {
    private NodeMode() {}

    /** Sets it whatever the Node's version is: kubelet, manager and agent write to the Node meanwhile. */
    public static void set(KubernetesClient client, String node, String mode) {
        client.nodes()
                .withName(node)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"" + Labels.NODE_MODE + "\":\"" + mode + "\"}}}");
    }
}
