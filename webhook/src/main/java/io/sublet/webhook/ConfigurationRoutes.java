package io.sublet.webhook;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.webhook.config.ConfigMapReviewer;
import io.sublet.webhook.kube.ProfileReader;
import io.sublet.webhook.node.NodeReviewer;
import io.sublet.webhook.node.NodeStatusReviewer;
import io.sublet.webhook.policy.NodeSloReviewer;
import io.sublet.webhook.policy.PodQosReviewer;
import io.sublet.webhook.policy.ProfileReviewer;
import io.sublet.webhook.protect.DeletionReviewer;
import io.sublet.webhook.review.Route;
import java.util.List;

/** All that is reviewed but pods. */
final class ConfigurationRoutes {
    private ConfigurationRoutes() {}

    static List<Route> of(WebhookConfig config, KubernetesSerialization serialization) {
        FieldSchema nodeSlo = NodeSloSchema.load();
        ConfigMapReviewer configMap = new ConfigMapReviewer(
                configNamespace(config), config.configName(), config.itemNamesRequired(), nodeSlo);
        ProfileReviewer profile = new ProfileReviewer(tree -> ProfileReader.read(tree, serialization));
        return List.of(
                new Route("/mutate-node-status", new NodeStatusReviewer()),
                new Route("/validate-node", new NodeReviewer()),
                new Route("/validate-configmap", configMap),
                new Route("/validate-nodeslo", new NodeSloReviewer(nodeSlo)),
                new Route("/validate-podqos", new PodQosReviewer()),
                new Route("/validate-clustercolocationprofile", profile),
                new Route("/validate-deletion", new DeletionReviewer()));
    }

    static String configNamespace(WebhookConfig config) {
        return config.configNamespace().orElse(config.namespace());
    }
}
