package io.sublet.crds.clustercolocationprofile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/**
 * Says how matching pods are changed when they are created. Written by people, read by the webhook.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group("config.koordinator.sh")
@Version("v1alpha1")
@Kind("ClusterColocationProfile")
@Singular("clustercolocationprofile")
@Plural("clustercolocationprofiles")
public final class ClusterColocationProfile
        extends CustomResource<ClusterColocationProfileSpec, ClusterColocationProfileStatus> {

    private static final long serialVersionUID = 1L;

    /** Null where the object has no spec; it is not replaced by an empty one. */
    @Override
    public @Nullable ClusterColocationProfileSpec getSpec() {
        return super.getSpec();
    }

    @Override
    protected @Nullable ClusterColocationProfileSpec initSpec() {
        return null;
    }

    /** Null where the object has no status; it is not replaced by an empty one. */
    @Override
    public @Nullable ClusterColocationProfileStatus getStatus() {
        return super.getStatus();
    }

    @Override
    protected @Nullable ClusterColocationProfileStatus initStatus() {
        return null;
    }
}
