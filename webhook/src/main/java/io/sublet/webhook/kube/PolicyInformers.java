package io.sublet.webhook.kube;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.RecordWatch;
import io.sublet.crds.config.NodeItem;
import io.sublet.crds.podqos.PodQoS;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.selection.PodQosScope;
import io.sublet.webhook.selection.SelectedItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the reviews of configuration compare with: the labels of Nodes, the items of the ConfigMap and the scopes of PodQoS
 * objects. Apart from {@link ClusterInformers}, so that the admission of pods does not wait for it.
 */
public final class PolicyInformers implements AutoCloseable {
    private final KubernetesClient client;
    private final Map<String, Map<String, String>> nodes = new ConcurrentHashMap<>();
    private final Map<String, PodQosScope> scopes = new ConcurrentHashMap<>();
    private final RecordWatch<Node> nodeWatch;
    private final RecordWatch<ConfigMap> configWatch;
    private final RecordWatch<PodQoS> scopeWatch;
    private volatile Map<String, List<SelectedItem>> items = Map.of();

    /**
     * @param contact is told of what does not work
     * @param namespace of the ConfigMap
     * @param name of the ConfigMap
     */
    public PolicyInformers(KubernetesClient client, ApiContact contact, String namespace, String name) {
        this.client = client;
        this.nodeWatch = new RecordWatch<>(
                new RecordWatch.Source<>("nodes", client.nodes(), Node::new),
                contact,
                this::keepNode,
                gone -> nodes.remove(gone.getMetadata().getName()));
        this.configWatch = new RecordWatch<>(
                new RecordWatch.Source<>(
                        "configmaps", client.configMaps().inNamespace(namespace).withName(name), ConfigMap::new),
                contact,
                this::keepConfig,
                gone -> items = Map.of());
        this.scopeWatch = new RecordWatch<>(
                new RecordWatch.Source<>("podqoses", client.resources(PodQoS.class), PodQoS::new),
                contact,
                this::keepScope,
                gone -> scopes.remove(gone.getMetadata().getName()));
    }

    /** Begins to watch. Without, nothing is known. */
    public void start() {
        nodeWatch.start();
        configWatch.start();
        scopeWatch.start();
    }

    /** Heartbeats do not change labels, so that most updates keep the map that is there. */
    private void keepNode(Node node) {
        Map<String, String> labels = labels(node);
        if (!labels.equals(nodes.get(node.getMetadata().getName()))) {
            nodes.put(node.getMetadata().getName(), labels);
        }
    }

    private static Map<String, String> labels(HasMetadata object) {
        Map<String, String> labels = object.getMetadata().getLabels();
        return labels == null ? Map.of() : Map.copyOf(labels);
    }

    private void keepConfig(ConfigMap configMap) {
        Map<String, List<SelectedItem>> byKey = new TreeMap<>();
        Map<String, String> data = configMap.getData() == null ? Map.of() : configMap.getData();
        data.forEach((key, text) -> Parsed.attempt(() -> NodeItem.readAll(text))
                .valid()
                .ifPresent(all -> byKey.put(
                        key,
                        all.stream()
                                .map(SelectedItem::of)
                                .flatMap(Optional::stream)
                                .toList())));
        items = Map.copyOf(byKey);
    }

    private void keepScope(PodQoS object) {
        JsonNode tree = client.getKubernetesSerialization().convertValue(object, JsonNode.class);
        scopes.put(object.getMetadata().getName(), PodQosScope.of(tree));
    }

    /** Labels by name; empty until all Nodes have been seen. */
    Optional<Map<String, Map<String, String>>> nodeLabels() {
        return nodeWatch.isFilled() ? Optional.of(nodes) : Optional.empty();
    }

    Map<String, List<SelectedItem>> configItems() {
        return items;
    }

    List<PodQosScope> podQosScopes() {
        return List.copyOf(scopes.values());
    }

    @Override
    public void close() {
        nodeWatch.close();
        configWatch.close();
        scopeWatch.close();
    }
}
