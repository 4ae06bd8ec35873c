package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Resource usage of one node; the object has the name of its Node.
 *
 * <p>The manager creates it and writes the spec, the agent of the node alone writes the status.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("slo.koordinator.sh")
@Version("v1alpha1")
@Kind("NodeMetric")
@Singular("nodemetric")
@Plural("nodemetrics")
public final class NodeMetric extends CustomResource<NodeMetricSpec, NodeMetricStatus> {

    private static final long serialVersionUID = 1L;

    /** Null where the object has no spec; it is not replaced by an empty one. */
    @Override
    public @Nullable NodeMetricSpec getSpec() {
        return super.getSpec();
    }

    @Override
    protected @Nullable NodeMetricSpec initSpec() {
        return null;
    }

    /** Null where the object has no status; it is not replaced by an empty one. */
    @Override
    public @Nullable NodeMetricStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable NodeMetricStatus initStatus() {
        return null;
    }
}
