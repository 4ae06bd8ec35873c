package io.sublet.crds.noderesourcetopology;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import io.sublet.crds.json.Frozen;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources of one node by NUMA zone; the object has the name of its Node.
 *
 * <p>The agent writes the zones and the annotations, the manager adds batch resources to the zones. Served as v1alpha1,
 * which requires policies and zones, and stored as v1alpha2, whose attributes of the node appear here as an unknown
 * field. It has neither spec nor status.
 */
@Group("topology.node.k8s.io")
@Version(value = "v1alpha1", storage = false)
@Kind("NodeResourceTopology")
@Singular("noderesourcetopology")
@Plural("noderesourcetopologies")
@ShortNames("node-res-topo")
@SuppressWarnings("serial") // resources travel as JSON; Java serialization comes with the base class and is not used
public final class NodeResourceTopology extends CustomResource<Void, Void> {

    private static final long serialVersionUID = 1L;

    private List<String> topologyPolicies = List.of();
    private List<Zone> zones = List.of();
    private final Map<String, @Nullable Object> unknown = new LinkedHashMap<>();

    /** Topology manager policies of the kubelet. */
    public List<String> getTopologyPolicies() {
        return topologyPolicies;
    }

    public void setTopologyPolicies(@Nullable List<String> topologyPolicies) {
        this.topologyPolicies = Frozen.list(topologyPolicies);
    }

    /** The zones of the node. */
    public List<Zone> getZones() {
        return zones;
    }

    public void setZones(@Nullable List<Zone> zones) {
        this.zones = Frozen.list(zones);
    }

    /** Fields of other versions, kept as they are. */
    @JsonAnyGetter
    public Map<String, @Nullable Object> getUnknown() {
        return Frozen.map(unknown);
    }

    @JsonAnySetter
    public void setUnknown(String name, @Nullable Object value) {
        unknown.put(name, value);
    }
}
