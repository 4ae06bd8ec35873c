package io.sublet.cli.api;

/** Reaches a port of a pod that listens inside the pod only. */
public interface Tunnel {
    /**
     * One GET.
     *
     * @param path with its query
     */
    Answer get(String namespace, String pod, int port, String path);
}
