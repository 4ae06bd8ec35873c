package io.sublet.model.pod;

/**
 * Which pod. The uid tells a pod from its successor of the same name.
 *
 * @param uid the API object's uid
 */
public record PodRef(String namespace, String name, String uid) {
    /** Namespace and name, the key by which NodeMetric lists pods. */
    public String key() {
        return namespace + "/" + name;
    }

    @Override
    public String toString() {
        return key();
    }
}
