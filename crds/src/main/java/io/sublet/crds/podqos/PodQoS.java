package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Says which avoidance actions the selected pods permit, in what order they are evicted, and which CPU and memory
 * settings they get in place of those of their QoS class.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("qos.sublet.io")
@Version("v1alpha1")
@Kind("PodQoS")
@Singular("podqos")
@Plural("podqoses")
@ShortNames("pqos")
public final class PodQoS extends CustomResource<PodQoSSpec, PodQoSStatus> {

    private static final long serialVersionUID = 1L;

    /** Null where the object has no spec; it is not replaced by an empty one. */
    @Override
    public @Nullable PodQoSSpec getSpec() {
        return super.getSpec();
    }

    @Override
    protected @Nullable PodQoSSpec initSpec() {
        return null;
    }

    /** Null where the object has no status; it is not replaced by an empty one. */
    @Override
    public @Nullable PodQoSStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable PodQoSStatus initStatus() {
        return null;
    }
}
