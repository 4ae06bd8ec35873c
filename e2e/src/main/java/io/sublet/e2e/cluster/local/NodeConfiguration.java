package io.sublet.e2e.cluster.local;

import java.nio.file.Path;

/**
 * The files that containerd, the kubelet and the pods' network are configured with.
 *
 * @param snapshotter containerd's: "overlayfs", or "native" where the disk is itself an overlay
 */
record NodeConfiguration(NodeAddress node, Path cniPlugins, String snapshotter) {
    /** The image that holds a pod's namespaces; it is built from e2e/control-plane/pause. */
    static final String PAUSE_IMAGE = "sublet.local/pause:1";

    /** Without CAP_SYS_RESOURCE no process may lower its OOM score, hence {@code restrict_oom_score_adj}. */
    String containerd() {
        return """
                version = 2
                root = "/var/lib/containerd"
                state = "/run/containerd"
                disabled_plugins = [
                  "io.containerd.internal.v1.opt",
                  "io.containerd.snapshotter.v1.aufs",
                  "io.containerd.snapshotter.v1.btrfs",
                  "io.containerd.snapshotter.v1.devmapper",
                  "io.containerd.snapshotter.v1.zfs",
                ]
                [grpc]
                  address = "/run/containerd/containerd.sock"
                [plugins."io.containerd.grpc.v1.cri"]
                  sandbox_image = "%s"
                  restrict_oom_score_adj = true
                  disable_apparmor = true
                  disable_hugetlb_controller = true
                  tolerate_missing_hugetlb_controller = true
                  [plugins."io.containerd.grpc.v1.cri".cni]
                    bin_dir = "%s"
                    conf_dir = "/etc/cni/net.d"
                  [plugins."io.containerd.grpc.v1.cri".containerd]
                    snapshotter = "%s"
                    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                      runtime_type = "io.containerd.runc.v2"
                """.formatted(PAUSE_IMAGE, cniPlugins, snapshotter);
    }

    /** Short periods, so that tests see changes soon; lenient eviction, so that a full disk does not fail them. */
    String kubelet() {
        return """
                apiVersion: kubelet.config.k8s.io/v1beta1
                kind: KubeletConfiguration
                cgroupDriver: cgroupfs
                failCgroupV1: false
                containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
                address: %s
                healthzBindAddress: 127.0.0.1
                authentication:
                  anonymous: {enabled: false}
                  webhook: {enabled: true}
                  x509: {clientCAFile: /etc/kubernetes/ca.crt}
                authorization: {mode: Webhook}
                failSwapOn: false
                oomScoreAdj: 0
                enforceNodeAllocatable: [pods]
                kubeReserved: {cpu: 50m, memory: 100Mi}
                systemReserved: {cpu: 50m, memory: 100Mi}
                evictionHard:
                  memory.available: 100Mi
                  nodefs.available: "1%%"
                  imagefs.available: "1%%"
                imageGCHighThresholdPercent: 99
                imageGCLowThresholdPercent: 98
                resolvConf: ""
                nodeStatusUpdateFrequency: 2s
                nodeStatusReportFrequency: 10s
                syncFrequency: 10s
                volumeStatsAggPeriod: 10m
                """.formatted(node.address());
    }

    String podNetwork() {
        return """
                {
                  "cniVersion": "0.4.0",
                  "name": "pods",
                  "plugins": [
                    {
                      "type": "bridge",
                      "bridge": "pods",
                      "isDefaultGateway": true,
                      "hairpinMode": true,
                      "ipMasq": false,
                      "ipam": {"type": "host-local", "ranges": [[{"subnet": "%s"}]], "dataDir": "/var/lib/cni/networks"}
                    },
                    {"type": "portmap", "capabilities": {"portMappings": true}}
                  ]
                }
                """.formatted(node.podNetwork());
    }
}
