package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.local.CgroupLayout.Hierarchy;
import io.sublet.e2e.cluster.local.MachinePlan.Program;
import io.sublet.e2e.cluster.local.MachinePlan.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The machine of a real node. Inside it looks like any node: its cgroups start at {@code /sys/fs/cgroup}, its disk is
 * {@code /var}, and containerd, the kubelet and kube-proxy are where a distribution has them.
 *
 * @param peers all nodes of the cluster, for the routes between their pods
 */
record NodeMachine(
        StateDirectory state, KubePrograms programs, CgroupTree cgroups, NodeAddress node, List<NodeAddress> peers) {
    /** The kubelet sets these for the whole kernel; the node shows it files that already have its values. */
    private static final Map<String, String> TUNABLES = Map.of(
            "vm/overcommit_memory", "1",
            "vm/panic_on_oom", "0",
            "kernel/panic", "10",
            "kernel/panic_on_oops", "1",
            "kernel/keys/root_maxkeys", "1000000",
            "kernel/keys/root_maxbytes", "25000000");

    private static final String CONFIGURATION = "/etc/kubernetes";
    private static final String CNI_CONFIGURATION = "/etc/cni/net.d";
    private static final String CONTAINERD_SOCKET = "/run/containerd/containerd.sock";
    private static final String BRIDGE_NETFILTER = "/proc/sys/net/bridge/bridge-nf-call-iptables";

    MachinePlan plan() {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.hostname(node.name()));
        steps.addAll(cgroupSteps());
        steps.addAll(diskSteps());
        steps.addAll(configurationSteps());
        steps.addAll(networkSteps());
        steps.add(Step.share("/"));
        return new MachinePlan(steps, List.of(containerd(), kubelet(), kubeProxy()));
    }

    /** What is {@code /var} on the node, as this machine sees it. */
    static Path disk(StateDirectory state, NodeAddress node) {
        return state.machine(node.name()).resolve("var");
    }

    private Path disk() {
        return disk(state, node);
    }

    /** Where the files for {@link #configurationSteps} wait on the node's disk. */
    private Path prepared(String path) {
        return disk().resolve("opt/node").resolve(path);
    }

    private static String onNode(String path) {
        return "/var/opt/node/" + path;
    }

    /** Makes the node's disk and writes its configuration. */
    void writeConfiguration(Pki pki, String server) {
        for (String directory : List.of(
                "lib/kubelet",
                "lib/containerd",
                "lib/cni",
                "lib/sublet-agent",
                "log",
                "tmp",
                "cache",
                "opt/kubernetes",
                "opt/node/kubernetes",
                "opt/node/cni")) {
            StateDirectory.directory(disk().resolve(directory));
        }
        StateDirectory.directory(state.logs(node.name()));
        for (Hierarchy hierarchy : cgroups.layout().hierarchies()) {
            StateDirectory.directory(staging(hierarchy));
        }
        StateDirectory.symlink(disk().resolve("run"), Path.of("/run"));
        NodeConfiguration files =
                new NodeConfiguration(node, KubePrograms.cniPlugins(), KubePrograms.snapshotter(disk()));
        String authority = StateDirectory.read(pki.file("ca.crt"));
        Pki.Identity kubelet = pki.client("system:node:" + node.name(), "system:nodes");
        Pki.Identity proxy = pki.client("system:kube-proxy", "");
        Map<String, String> content = new LinkedHashMap<>();
        content.put("kubernetes/ca.crt", authority);
        content.put("kubernetes/containerd.toml", files.containerd());
        content.put("kubernetes/kubelet.yaml", files.kubelet());
        content.put("kubernetes/kubelet.kubeconfig", Kubeconfigs.render("kubelet", server, authority, kubelet));
        content.put("kubernetes/kube-proxy.kubeconfig", Kubeconfigs.render("kube-proxy", server, authority, proxy));
        content.put("cni/10-pods.conflist", files.podNetwork());
        TUNABLES.forEach((name, value) -> content.put("tunables/" + name, value + "\n"));
        content.forEach((name, text) -> StateDirectory.write(prepared(name), text));
    }

    private Path staging(Hierarchy hierarchy) {
        return state.machine(node.name())
                .resolve("staging")
                .resolve(String.valueOf(cgroups.layout().hierarchies().indexOf(hierarchy)));
    }

    /**
     * The machine's {@code /sys} shows this machine's network and all of its cgroups, so the node mounts its own and
     * puts its part of each hierarchy where it was. No mount of a whole hierarchy is left: programs that look for
     * one by its controllers would find it first.
     */
    private List<Step> cgroupSteps() {
        List<Step> steps = new ArrayList<>();
        List<Hierarchy> hierarchies = cgroups.layout().hierarchies();
        for (Hierarchy hierarchy : hierarchies) {
            steps.add(Step.bind(
                    cgroups.directory(hierarchy, node.name()).toString(),
                    staging(hierarchy).toString()));
        }
        steps.add(Step.unmount("/sys"));
        steps.add(Step.mount("sysfs", "/sys", ""));
        if (!cgroups.layout().isUnifiedAlone()) {
            steps.add(Step.mount("tmpfs", "/sys/fs/cgroup", "mode=755"));
        }
        for (Hierarchy hierarchy : hierarchies) {
            String place = hierarchy.mount().toString();
            if (!place.equals("/sys/fs/cgroup")) {
                steps.add(Step.makeDirectory(place));
                steps.addAll(otherNames(hierarchy));
            }
            steps.add(Step.move(staging(hierarchy).toString(), place));
        }
        return steps;
    }

    /** Controllers that share a hierarchy ("cpu,cpuacct") are each found under their own name too. */
    private static List<Step> otherNames(Hierarchy hierarchy) {
        String name = String.valueOf(hierarchy.mount().getFileName());
        return hierarchy.controllers().stream()
                .sorted()
                .filter(controller -> !controller.contains("=") && !controller.equals(name))
                .map(controller -> Step.symlink(
                        name, hierarchy.mount().resolveSibling(controller).toString()))
                .toList();
    }

    private List<Step> diskSteps() {
        return List.of(
                Step.bind(
                        programs.directory().toString(),
                        disk().resolve("opt/kubernetes").toString()),
                Step.bind(
                        state.logs(node.name()).toString(),
                        disk().resolve("log").toString()),
                Step.bind(disk().toString(), "/var"),
                Step.mount("tmpfs", "/run", "mode=755"));
    }

    /** {@code /etc} stays this machine's, with what the node writes to it kept apart. */
    private static List<Step> configurationSteps() {
        List<Step> steps = new ArrayList<>(List.of(
                Step.makeDirectory("/run/etc/upper"),
                Step.makeDirectory("/run/etc/work"),
                Step.mount("overlay", "/etc", "lowerdir=/etc,upperdir=/run/etc/upper,workdir=/run/etc/work"),
                Step.makeDirectory(CONFIGURATION),
                Step.bind(onNode("kubernetes"), CONFIGURATION),
                Step.makeDirectory(CNI_CONFIGURATION),
                Step.bind(onNode("cni"), CNI_CONFIGURATION)));
        TUNABLES.keySet().stream()
                .sorted()
                .filter(NodeMachine::isTunable)
                .forEach(name -> steps.add(Step.bind(onNode("tunables/" + name), "/proc/sys/" + name)));
        return steps;
    }

    private static boolean isTunable(String name) {
        return Files.exists(Path.of("/proc/sys", name));
    }

    private List<Step> networkSteps() {
        List<Step> steps = new ArrayList<>(List.of(
                Step.run("ip", "link", "set", "lo", "up"),
                Step.await("/sys/class/net/eth0"),
                Step.run("ip", "address", "add", node.address() + "/24", "dev", "eth0"),
                Step.run("ip", "link", "set", "eth0", "up"),
                Step.run("ip", "route", "add", "default", "via", NodeAddress.CONTROL_PLANE),
                Step.write("1", "/proc/sys/net/ipv4/ip_forward")));
        for (NodeAddress peer : peers) {
            if (!peer.equals(node)) {
                steps.add(Step.run("ip", "route", "add", peer.podNetwork(), "via", peer.address()));
            }
        }
        if (filtersBridges()) {
            steps.add(Step.write("1", BRIDGE_NETFILTER));
        }
        return steps;
    }

    /** Whether packets between pods on one bridge pass iptables, as answers from behind a Service must. */
    private static boolean filtersBridges() {
        return Files.exists(Path.of(BRIDGE_NETFILTER));
    }

    private static Program program(String name, String after, List<String> command) {
        return new Program(name, command, "/var/log/" + name + ".log", after);
    }

    private static Program containerd() {
        return program("containerd", "", List.of("containerd", "--config", CONFIGURATION + "/containerd.toml"));
    }

    private Program kubelet() {
        return program(
                "kubelet",
                CONTAINERD_SOCKET,
                List.of(
                        "/var/opt/kubernetes/kubelet",
                        "--config=" + CONFIGURATION + "/kubelet.yaml",
                        "--kubeconfig=" + CONFIGURATION + "/kubelet.kubeconfig",
                        "--hostname-override=" + node.name(),
                        "--node-ip=" + node.address()));
    }

    /** Where the kernel does not filter bridges, every Service packet is masqueraded so that its answer comes back. */
    private Program kubeProxy() {
        return program(
                "kube-proxy",
                "",
                List.of(
                        "/var/opt/kubernetes/kube-proxy",
                        "--kubeconfig=" + CONFIGURATION + "/kube-proxy.kubeconfig",
                        "--hostname-override=" + node.name(),
                        "--proxy-mode=iptables",
                        "--cluster-cidr=" + NodeAddress.PODS,
                        "--masquerade-all=" + !filtersBridges(),
                        // The table's size belongs to the machine, not to a network namespace.
                        "--conntrack-max-per-core=0",
                        "--oom-score-adj=0",
                        "--healthz-bind-address=127.0.0.1:10256"));
    }
}
