package io.sublet.agent.runtime;

/**
 * A container that the runtime is about to make, or to change.
 *
 * @param podUid by which the kubelet names the pod's group
 * @param pod namespace and name, for a person
 * @param id with the runtime's prefix, such as {@code containerd://<hex>}
 * @param name in the pod
 * @param asked what it is to have; of a change, what is to change
 */
public record ContainerRequest(Kind kind, String podUid, String pod, String id, String name, AskedResources asked) {
    /** What is about to happen. */
    public enum Kind {
        CREATE,
        UPDATE
    }

    @Override
    public String toString() {
        return "container " + name + " of " + pod;
    }
}
