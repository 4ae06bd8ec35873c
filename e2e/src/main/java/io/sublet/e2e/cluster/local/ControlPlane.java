package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.local.MachinePlan.Program;
import io.sublet.e2e.cluster.local.MachinePlan.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * The machine of the control plane: etcd, API server, controller manager and scheduler. As root it has a network of
 * its own with a bridge that the nodes' cables end on; otherwise its programs listen on this machine's loopback.
 *
 * @param ports where etcd and the API server listen
 * @param isolated whether it has namespaces of its own
 */
record ControlPlane(StateDirectory state, KubePrograms programs, Ports ports, boolean isolated) {
    static final String NAME = "control-plane";

    /**
     * Ports of the programs that are listened on.
     *
     * @param api of the API server
     * @param etcd for clients
     * @param etcdPeer for other members, of which there are none
     */
    record Ports(int api, int etcd, int etcdPeer) {
        /** In a network of its own nobody else has taken the usual ones. */
        static final Ports USUAL = new Ports(6443, 2379, 2380);
    }

    /** URL of the API server for the control plane's own programs and for the nodes. */
    String server() {
        return "https://" + (isolated ? NodeAddress.CONTROL_PLANE : "127.0.0.1") + ":" + ports.api;
    }

    MachinePlan plan() {
        return new MachinePlan(
                isolated ? network() : List.of(), List.of(etcd(), apiServer(), controllerManager(), scheduler()));
    }

    private static List<Step> network() {
        return List.of(
                Step.hostname(NAME),
                Step.run("ip", "link", "set", "lo", "up"),
                Step.run("ip", "link", "add", "nodes", "type", "bridge"),
                Step.run("ip", "address", "add", NodeAddress.CONTROL_PLANE + "/24", "dev", "nodes"),
                Step.run("ip", "link", "set", "nodes", "up"));
    }

    /** Writes the keys and kubeconfigs that the programs are started with. */
    void writeConfiguration(Pki pki, int outsidePort) {
        List<String> names = List.of(
                "localhost",
                "kubernetes",
                "kubernetes.default",
                "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local");
        List<String> addresses = List.of("127.0.0.1", NodeAddress.CONTROL_PLANE, NodeAddress.API_SERVICE);
        pki.store("apiserver", pki.server("kube-apiserver", names, addresses));
        pki.store("kubelet-client", pki.client("kube-apiserver-kubelet-client", "system:masters"));
        String authority = StateDirectory.read(pki.file("ca.crt"));
        for (String user : List.of("kube-controller-manager", "kube-scheduler")) {
            StateDirectory.write(
                    kubeconfig(user), Kubeconfigs.render(user, server(), authority, pki.client("system:" + user, "")));
        }
        StateDirectory.write(
                state.kubeconfig(),
                Kubeconfigs.render(
                        "sublet-" + state.clusterId(),
                        "https://127.0.0.1:" + outsidePort,
                        authority,
                        pki.administrator()));
    }

    private java.nio.file.Path kubeconfig(String user) {
        return state.pki().resolve(user + ".kubeconfig");
    }

    private String key(String name) {
        return state.pki().resolve(name).toString();
    }

    private Program program(String name, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(programs.program(name).toString());
        command.addAll(arguments);
        return new Program(
                name, command, state.logs(NAME).resolve(name + ".log").toString(), "");
    }

    /** Nothing here has to survive a power cut, so etcd does not wait for the disk. */
    private Program etcd() {
        String clients = "http://127.0.0.1:" + ports.etcd;
        String peers = "http://127.0.0.1:" + ports.etcdPeer;
        return program(
                "etcd",
                List.of(
                        "--data-dir=" + state.machine(NAME).resolve("etcd"),
                        "--listen-client-urls=" + clients,
                        "--advertise-client-urls=" + clients,
                        "--listen-peer-urls=" + peers,
                        "--initial-advertise-peer-urls=" + peers,
                        "--initial-cluster=default=" + peers,
                        "--unsafe-no-fsync",
                        "--log-level=warn"));
    }

    private Program apiServer() {
        List<String> arguments = new ArrayList<>(List.of(
                "--etcd-servers=http://127.0.0.1:" + ports.etcd,
                "--secure-port=" + ports.api,
                "--bind-address=" + (isolated ? "0.0.0.0" : "127.0.0.1"),
                "--advertise-address=" + (isolated ? NodeAddress.CONTROL_PLANE : "127.0.0.1"),
                "--cert-dir=" + state.pki(),
                "--tls-cert-file=" + key("apiserver.crt"),
                "--tls-private-key-file=" + key("apiserver.key"),
                "--client-ca-file=" + key("ca.crt"),
                // No front proxy runs, but schedulers and aggregated servers wait for its settings in kube-system.
                "--requestheader-client-ca-file=" + key("ca.crt"),
                "--requestheader-allowed-names=front-proxy-client",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--service-account-key-file=" + key("sa.pub"),
                "--service-account-signing-key-file=" + key("sa.key"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--authorization-mode=Node,RBAC",
                "--enable-admission-plugins=NodeRestriction",
                "--service-cluster-ip-range=" + NodeAddress.SERVICES,
                "--allow-privileged=true",
                "--kubelet-client-certificate=" + key("kubelet-client.crt"),
                "--kubelet-client-key=" + key("kubelet-client.key"),
                "--kubelet-preferred-address-types=InternalIP",
                // No kube-proxy runs beside the API server: it dials a webhook's pod, not its Service.
                "--enable-aggregator-routing"));
        if (!isolated) {
            // A loopback address is no valid endpoint, and there is no pod that could use one.
            arguments.add("--endpoint-reconciler-type=none");
        }
        return program("kube-apiserver", arguments);
    }

    private Program controllerManager() {
        return program(
                "kube-controller-manager",
                withClient(
                        "kube-controller-manager",
                        List.of(
                                "--service-account-private-key-file=" + key("sa.key"),
                                "--root-ca-file=" + key("ca.crt"),
                                "--cluster-signing-cert-file=" + key("ca.crt"),
                                "--cluster-signing-key-file=" + key("ca.key"),
                                "--use-service-account-credentials=true")));
    }

    private Program scheduler() {
        return program("kube-scheduler", withClient("kube-scheduler", List.of()));
    }

    /** One replica needs no election; without its own port two clusters on one loopback do not collide. */
    private List<String> withClient(String user, List<String> more) {
        String kubeconfig = kubeconfig(user).toString();
        List<String> arguments = new ArrayList<>(List.of(
                "--kubeconfig=" + kubeconfig,
                "--authentication-kubeconfig=" + kubeconfig,
                "--authorization-kubeconfig=" + kubeconfig,
                "--leader-elect=false",
                "--secure-port=0"));
        arguments.addAll(more);
        return arguments;
    }
}
