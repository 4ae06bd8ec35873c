package io.sublet.cli.fleet;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;

/**
 * A pod as a person names it.
 *
 * @param uid empty where the pod is gone and nobody knows it
 */
public record PodName(String namespace, String name, String uid) {
    /**
     * From {@code NAMESPACE/NAME}, or a name alone.
     *
     * @param namespace of a name alone
     */
    public static PodName parse(String text, String namespace) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || text.isBlank() || parts[0].isBlank() || parts[parts.length - 1].isBlank()) {
            throw new Failure(Exit.USAGE, "'" + text + "' names no pod: give NAME, or NAMESPACE/NAME");
        }
        return parts.length == 2 ? new PodName(parts[0], parts[1], "") : new PodName(namespace, text, "");
    }

    public PodName withUid(String found) {
        return new PodName(namespace, name, found);
    }

    public String key() {
        return namespace + "/" + name;
    }

    /** In texts pods stand by namespace and name, and in paths of control groups by their uid, also with underscores. */
    boolean isIn(String text) {
        return text.contains(key()) || (!uid.isEmpty() && (text.contains(uid) || text.contains(uid.replace('-', '_'))));
    }
}
