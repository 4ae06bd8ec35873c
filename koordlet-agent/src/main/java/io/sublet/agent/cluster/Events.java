package io.sublet.agent.cluster;

/** Kubernetes events. A failure to tell is logged and has no other effect. */
public interface Events {
    /**
     * What an event is about.
     *
     * @param namespace empty for a cluster-scoped object
     */
    record About(String apiVersion, String kind, String namespace, String name, String uid) {
        public static About node(NodeView node) {
            return new About("v1", "Node", "", node.name(), node.uid());
        }
    }

    /**
     * Tells of a problem, once per object, reason and note.
     *
     * @param reason PascalCase
     * @param note one sentence, cut at 1,024 bytes
     */
    void warn(About object, String reason, String note);

    /** Tells of something that is in order, each time. */
    void tell(About object, String reason, String note);
}
