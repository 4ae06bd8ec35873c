package io.sublet.agent.observe.space;

import io.sublet.agent.cluster.PodView;
import java.util.List;

/**
 * Where files of pods are.
 *
 * @param kubelet the kubelet's directory
 * @param runtime that of the container runtime
 * @param logs that of the pods' logs
 * @param mounts what the host has mounted
 */
public record SpacePlaces(String kubelet, String runtime, String logs, String mounts) {
    private static final String PODS = "/pods";

    /** Directories that tell of their filesystem; a directory that the agent does not see as it is on the host lacks what the host has below it. */
    List<String> filesystems() {
        return List.of(kubelet + PODS, runtime, logs);
    }

    /** There as long as the pod is on the node. */
    String directory(PodView pod) {
        return kubelet + PODS + "/" + pod.cgroupUid();
    }

    /** Volumes of the kind that lives as long as the pod. */
    String emptyDirs(PodView pod) {
        return directory(pod) + "/volumes/kubernetes.io~empty-dir";
    }

    String logs(PodView pod) {
        return logs + "/" + pod.ref().namespace() + "_" + pod.ref().name() + "_" + pod.cgroupUid();
    }
}
