package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Colocation rules of one node; the object has the name of its Node.
 *
 * <p>The manager applies the spec with a field manager of its own and without force, the agent reads it.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("slo.koordinator.sh")
@Version("v1alpha1")
@Kind("NodeSLO")
@Singular("nodeslo")
@Plural("nodeslos")
public final class NodeSLO extends CustomResource<NodeSLOSpec, NodeSLOStatus> {

    private static final long serialVersionUID = 1L;

    /** Null where the object has no spec; it is not replaced by an empty one. */
    @Override
    public @Nullable NodeSLOSpec getSpec() {
        return super.getSpec();
    }

    @Override
    protected @Nullable NodeSLOSpec initSpec() {
        return null;
    }

    /** Null where the object has no status; it is not replaced by an empty one. */
    @Override
    public @Nullable NodeSLOStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable NodeSLOStatus initStatus() {
        return null;
    }
}
