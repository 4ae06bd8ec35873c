package io.sublet.crds.config;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.crds.CrdFiles;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;

/** The schema of NodeSLO's spec, from the definition that is installed in the cluster. */
public final class NodeSloSchema {
    private static final String FILE = "slo.koordinator.sh_nodeslos.yaml";

    private NodeSloSchema() {}

    public static FieldSchema load() {
        KubernetesSerialization serialization = new KubernetesSerialization();
        Map<?, ?> definition = serialization.unmarshal(CrdFiles.open(FILE), Map.class);
        JsonObject spec = Json.parseObject(serialization.asJson(definition)).objectOrEmpty("spec");
        JsonObject schema =
                spec.objects("versions").getFirst().objectOrEmpty("schema").objectOrEmpty("openAPIV3Schema");
        return FieldSchema.of(schema.objectOrEmpty("properties").objectOrEmpty("spec"));
    }
}
