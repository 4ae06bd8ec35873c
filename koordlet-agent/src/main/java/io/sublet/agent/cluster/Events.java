package io.sublet.agent.cluster;

/** Kubernetes events about objects that people write. */
public interface Events {
    /**
     * Tells of a problem, once per object, reason and note; a failure to tell is logged and has no other effect.
     *
     * @param kind of the cluster-scoped object that the event is about
     * @param reason PascalCase
     * @param note one sentence, cut at 1,024 bytes
     */
    void warn(String apiVersion, String kind, String name, String uid, String reason, String note);
}
