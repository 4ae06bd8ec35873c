package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.cluster.Offer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A cluster of this machine's namespaces; closing it leaves it running, {@link #down} removes it. */
public final class LocalCluster implements ClusterUnderTest {
    private static final String NO_REAL_NODES =
            "the local cluster has no real nodes: they need root, and this is another user";

    private final StateDirectory state;
    private final ClusterState record;
    private final CgroupTree cgroups;

    private LocalCluster(StateDirectory state, ClusterState record) {
        this.state = state;
        this.record = record;
        this.cgroups = CgroupTree.ofMachine(record.id());
    }

    /**
     * Starts a cluster, or finds the one that runs. What an earlier start left half-finished is removed first; what a
     * failing start has made is removed before the exception is thrown.
     *
     * @throws ClusterException with one line that says what is wrong and where to look
     */
    public static LocalCluster up(StateDirectory state, ClusterSpec spec, Progress progress) {
        if (running(state).isEmpty()) {
            DiskRoom.of(state.root()).requireForCluster();
        }
        try (StateLock _ = StateLock.take(state)) {
            Optional<LocalCluster> running = running(state);
            if (running.isPresent()) {
                progress.say("already running: " + running.get().description());
                return running.get();
            }
            if (Teardown.isNeeded(state)) {
                progress.say("an earlier run in " + state.root() + " is not complete; removing it first");
                Teardown.run(state, progress, false);
            }
            return new LocalCluster(state, new Startup(state, spec, progress).run());
        }
    }

    /** The cluster of the state directory, if its start came to its end and all of it still runs. */
    public static Optional<LocalCluster> running(StateDirectory state) {
        return ClusterState.find(state)
                .filter(ClusterState::ready)
                .filter(record -> record.processes().stream()
                        .allMatch(name -> ProcessRecord.read(state.processes().resolve(name))
                                .filter(ProcessRecord::isAlive)
                                .isPresent()))
                .map(record -> new LocalCluster(state, record));
    }

    /** Whether it has the nodes that are asked for; real ones are not expected of one that was started without the right to make them. */
    public boolean has(ClusterSpec asked) {
        return record.spec().equals(record.isolated() ? asked : asked.withoutRealNodes());
    }

    /** Removes the cluster of the state directory, whatever state it is in; whether there was one. */
    public static boolean down(StateDirectory state, Progress progress) {
        if (!Teardown.isNeeded(state)) {
            return false;
        }
        try (StateLock _ = StateLock.take(state)) {
            Teardown.run(state, progress, false);
        }
        return true;
    }

    @Override
    public String description() {
        return "local cluster " + record.id() + ", " + record.realNodes().size() + " real and "
                + record.spec().simulatedNodes() + " simulated nodes, state in " + state.root();
    }

    @Override
    public Path kubeconfig() {
        return state.kubeconfig();
    }

    @Override
    public List<String> nodes() {
        return record.realNodes();
    }

    @Override
    public Offer<Path> importImage(Path archive) {
        if (nodes().isEmpty()) {
            return new Offer.Unsupported<>(NO_REAL_NODES);
        }
        for (String node : nodes()) {
            importImage(Machine.of(state, node), archive);
        }
        return new Offer.Offered<>(archive);
    }

    /** By standard input: the node's file system need not show the archive. */
    static void importImage(Machine node, Path archive) {
        List<String> command = List.of("ctr", "--namespace=k8s.io", "images", "import", "-");
        Machine.run(
                new ProcessBuilder(Commands.inMachine(node.firstProcess(), command)).redirectInput(archive.toFile()));
    }

    @Override
    public Offer<NodeAccess> access(String node) {
        if (nodes().isEmpty()) {
            return new Offer.Unsupported<>(NO_REAL_NODES);
        }
        if (!nodes().contains(node)) {
            throw new ClusterException("no real node is called " + node + "; there are " + nodes());
        }
        return new Offer.Offered<>(new LocalNode(state, cgroups, NodeAddress.of(node)));
    }

    @Override
    public Offer<CommandRunner> controlPlaneNetwork() {
        if (nodes().isEmpty()) {
            return new Offer.Unsupported<>(NO_REAL_NODES);
        }
        return new Offer.Offered<>(command -> new ProcessBuilder(
                Commands.inNetwork(Machine.of(state, ControlPlane.NAME).firstProcess(), command)));
    }

    @Override
    public void close() {}
}
