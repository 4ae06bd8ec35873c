package io.sublet.e2e.cluster.local;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.e2e.cluster.CleanEnd;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One start of a local cluster: the record, the control plane, the nodes, and only then the record that it is ready.
 * If a step fails, or the user interrupts it, everything but the logs is removed again.
 */
final class Startup {
    private static final Duration API_LIMIT = Duration.ofSeconds(90);
    private static final Duration NODE_LIMIT = Duration.ofMinutes(2);
    private static final Duration REMOVAL_LIMIT = Duration.ofMinutes(1);

    private final StateDirectory state;
    private final Progress progress;
    private final KubePrograms programs;
    private final Optional<CgroupTree> cgroups;
    private final ClusterState record;
    private final ControlPlane controlPlane;
    private final Launcher launcher;

    /** Checks what can be known before anything is started. */
    Startup(StateDirectory state, ClusterSpec asked, Progress progress) {
        this.state = state;
        this.progress = progress;
        this.programs = KubePrograms.find();
        boolean root = isRoot();
        ClusterSpec spec = root ? asked : asked.withoutRealNodes();
        if (!root && asked.nodes() > 0) {
            progress.say("not root: a control plane on loopback with simulated nodes only; real nodes need root");
        }
        this.cgroups = root ? Optional.of(CgroupTree.ofMachine(state.clusterId())) : Optional.empty();
        cgroups.ifPresent(tree -> tree.layout().requireNodeControllers(tree.unifiedControllers()));
        List<Integer> free = FreePorts.choose(3);
        String wanted = System.getenv("SUBLET_API_PORT");
        int port = wanted == null || wanted.isBlank() ? free.getFirst() : FreePorts.require(wanted.strip());
        List<String> nodes =
                NodeAddress.first(spec.nodes()).stream().map(NodeAddress::name).toList();
        List<String> enable = cgroups.map(CgroupTree::controllersToEnable).orElse(List.of());
        this.record = new ClusterState(state.clusterId(), false, root, spec, port, nodes, enable);
        this.controlPlane = new ControlPlane(
                state,
                programs,
                root ? ControlPlane.Ports.USUAL : new ControlPlane.Ports(port, free.get(1), free.get(2)),
                root);
        this.launcher = new Launcher(state, programs, cgroups);
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (java.io.IOException e) {
            throw new ClusterException("cannot tell which user this is: " + e.getMessage(), e);
        }
    }

    /** Starts everything and returns the record of the ready cluster. */
    ClusterState run() {
        return new CleanEnd(
                        "interrupted: removing what was started",
                        REMOVAL_LIMIT,
                        () -> System.err.println("the removal takes too long: run 'make down'"))
                .during(this::startOrRemove);
    }

    private ClusterState startOrRemove() {
        try {
            start();
            return record.asReady();
        } catch (RuntimeException e) {
            Optional<String> fullDisk = DiskRoom.of(state.root()).reason();
            boolean failed = !CleanEnd.isEnding();
            if (failed) {
                progress.say("removing what was started: " + e.getMessage());
            }
            CleanEnd.removal(() -> Teardown.run(state, progress, failed));
            throw fullDisk.<RuntimeException>map(disk -> new ClusterException(disk + ": " + e.getMessage(), e))
                    .orElse(e);
        }
    }

    private void start() {
        StateDirectory.write(state.record(), record.render());
        cgroups.ifPresent(tree -> tree.switchControllers('+', record.controllersEnabled()));
        Pki pki = progress.step("keys and certificates", () -> {
            Pki made = Pki.create(state.pki(), Instant.now());
            controlPlane.writeConfiguration(made, record.apiPort());
            return made;
        });
        Machine machine = launcher.startMachine(ControlPlane.NAME, controlPlane.plan(), false);
        if (cgroups.isPresent()) {
            startForward(machine);
        }
        // The nodes come up while the API server does.
        List<Machine> nodes = new ArrayList<>();
        for (NodeAddress node : NodeAddress.first(record.spec().nodes())) {
            nodes.add(progress.step(node.name() + " started", () -> startNode(pki, machine, node)));
        }
        try (KubernetesClient client = client()) {
            progress.run("API server ready", () -> awaitApiServer(client, machine));
            if (!nodes.isEmpty()) {
                Path archive = ProgramImage.write(
                        programs.program("pause"),
                        state.root().resolve("images").resolve("pause.tar"));
                progress.run("pause image imported", () -> nodes.forEach(node -> importWhenReady(node, archive)));
            }
            nodes.forEach(node -> progress.run(node.name() + " Ready", () -> awaitNode(client, node)));
            if (record.spec().simulatedNodes() > 0) {
                progress.run(record.spec().simulatedNodes() + " simulated nodes Ready", () -> startSimulation(client));
            }
            progress.run("controllers at work", () -> awaitServiceAccount(client));
        }
        StateDirectory.write(state.record(), record.asReady().render());
    }

    private void startForward(Machine machine) {
        List<String> command = List.of(
                programs.program("forward").toString(),
                "127.0.0.1:" + record.apiPort(),
                NodeAddress.CONTROL_PLANE + ":" + ControlPlane.Ports.USUAL.api(),
                "/proc/" + machine.firstProcess() + "/ns/net");
        launcher.startBeside(ClusterState.FORWARD, command);
    }

    private Machine startNode(Pki pki, Machine machine, NodeAddress node) {
        List<NodeAddress> all = NodeAddress.first(record.spec().nodes());
        NodeMachine plan = new NodeMachine(state, programs, cgroups.orElseThrow(), node, all);
        plan.writeConfiguration(pki, controlPlane.server());
        Machine started = launcher.startMachine(node.name(), plan.plan(), true);
        connect(machine, started, node);
        return started;
    }

    /** A cable from the control plane's bridge to the node's {@code eth0}; it ends with either end's machine. */
    private static void connect(Machine machine, Machine started, NodeAddress node) {
        Waiting.untilTrue(
                Duration.ofSeconds(10),
                () -> Files.exists(bridge(machine)),
                () -> "the control plane has no network: " + machine.lastWords());
        String pid = Long.toString(started.firstProcess());
        machine.runInNetwork("ip", "link", "add", node.cable(), "type", "veth", "peer", "name", "eth0", "netns", pid);
        machine.runInNetwork("ip", "link", "set", node.cable(), "master", "nodes", "up");
        machine.runInNetwork("ip", "route", "add", node.podNetwork(), "via", node.address());
    }

    /** Per network namespace, whichever {@code /sys} it is read through. */
    private static Path bridge(Machine machine) {
        return Path.of("/proc", Long.toString(machine.firstProcess()), "net", "dev_snmp6", "nodes");
    }

    private KubernetesClient client() {
        Config config = Config.fromKubeconfig(StateDirectory.read(state.kubeconfig()));
        // The waiting here is the only retrying.
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private void awaitApiServer(KubernetesClient client, Machine machine) {
        Waiting.untilTrue(
                API_LIMIT,
                () -> {
                    Launcher.requireAlive(machine);
                    requireForward();
                    return answers(client);
                },
                () -> "the API server is not ready after " + API_LIMIT.toSeconds() + " s, see "
                        + state.logs(ControlPlane.NAME).resolve("kube-apiserver.log"));
    }

    private void requireForward() {
        Path file = state.processes().resolve(ClusterState.FORWARD);
        if (Files.exists(file)
                && ProcessRecord.read(file).filter(ProcessRecord::isAlive).isEmpty()) {
            throw new ClusterException("port " + record.apiPort() + " of 127.0.0.1 cannot be listened on, see "
                    + state.logs().resolve(ClusterState.FORWARD + ".log"));
        }
    }

    private static boolean answers(KubernetesClient client) {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            // Not listening yet, or not ready: asked again until the limit.
            return false;
        }
    }

    private void importWhenReady(Machine node, Path archive) {
        Path socket = new LocalNode(state, cgroups.orElseThrow(), NodeAddress.of(node.name()))
                .path("/run/containerd/containerd.sock");
        Waiting.untilTrue(
                Duration.ofMinutes(1),
                () -> {
                    Launcher.requireAlive(node);
                    return Files.exists(socket);
                },
                () -> "containerd of " + node.name() + " does not listen, see "
                        + state.logs(node.name()).resolve("containerd.log"));
        LocalCluster.importImage(node, archive);
    }

    private void awaitNode(KubernetesClient client, Machine node) {
        Waiting.untilTrue(
                NODE_LIMIT,
                () -> {
                    Launcher.requireAlive(node);
                    return client.nodes().withName(node.name()).isReady();
                },
                () -> node.name() + " is not Ready after " + NODE_LIMIT.toSeconds() + " s, see "
                        + state.logs(node.name()).resolve("kubelet.log"));
    }

    /** The controller manager makes this account; without it no pod is admitted. */
    private void awaitServiceAccount(KubernetesClient client) {
        Waiting.untilTrue(
                API_LIMIT,
                () -> client.serviceAccounts()
                                .inNamespace("default")
                                .withName("default")
                                .get()
                        != null,
                () -> "the controllers do not work, see "
                        + state.logs(ControlPlane.NAME).resolve("kube-controller-manager.log"));
    }

    private void startSimulation(KubernetesClient client) {
        new SimulatedNodes(state, launcher, record.spec()).start(client);
    }
}
