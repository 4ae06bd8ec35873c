package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.api.Request;
import io.sublet.cli.config.ClusterSwitch;
import io.sublet.cli.fleet.NodeStanding;
import io.sublet.cli.fleet.SwitchState;
import io.sublet.cli.observe.FleetReader;
import io.sublet.cli.observe.Progress;
import io.sublet.cli.render.SwitchView;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.protocol.Labels;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code disable} and {@code enable}: the switch of a node, and whether the node confirms. */
final class SwitchCommand {
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final String WHY = "sublet.io/colocation-reason";

    private final Surroundings here;
    private final boolean disable;
    private final FieldSchema spec = NodeSloSchema.load();

    @Mixin
    private final Connection connection = new Connection();

    @Mixin
    private final Format format = new Format();

    @Parameters(arity = "0..*", paramLabel = "NODE")
    private List<String> names = new ArrayList<>();

    @Option(names = "--all", description = "all nodes at once, by one write to the ConfigMap")
    private boolean all;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "how long to wait for the nodes to confirm (default: ${DEFAULT-VALUE})")
    private int wait;

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "kept as an annotation of the node for those who wonder")
    private @Nullable String reason;

    private SwitchCommand(Surroundings here, boolean disable) {
        this.here = here;
        this.disable = disable;
    }

    /** {@code disable}. */
    @Command(
            name = "disable",
            description = "End colocation on nodes: their agents give every value back and act no more, and they offer"
                    + " nothing.",
            footer = {
                "",
                "One node is switched by its label, all of them by the key colocation-switch-config of the ConfigMap.",
                "Waits until each agent holds nothing and the Node offers nothing. Exits with 1 if one does not"
                        + " confirm.",
                "Batch pods that run go on running, without protection of the others against them."
            })
    static final class Disable implements Callable<Integer> {
        @Mixin
        private final SwitchCommand command;

        Disable(Surroundings here) {
            command = new SwitchCommand(here, true);
        }

        @Override
        public Integer call() throws InterruptedException {
            return command.run();
        }
    }

    /** {@code enable}. */
    @Command(
            name = "enable",
            description = "Take back what disable did; each node is as its mode says again.",
            footer = {
                "",
                "Waits until each agent has seen it. With --all, nodes that were switched off by name stay off.",
                "What a node offers comes back with the manager's next look at it, and is not waited for."
            })
    static final class Enable implements Callable<Integer> {
        @Mixin
        private final SwitchCommand command;

        Enable(Surroundings here) {
            command = new SwitchCommand(here, false);
        }

        @Override
        public Integer call() throws InterruptedException {
            return command.run();
        }
    }

    private int run() throws InterruptedException {
        if (all == !names.isEmpty()) {
            throw new Failure(Exit.USAGE, "name the nodes, or give --all");
        }
        try (Session session = connection.open(here)) {
            session.checkPlace();
            List<String> nodes = nodes(session);
            try (Interruption note = Interruption.says(
                    here.err(), () -> "the switch was turned; whether the nodes confirm was not waited for")) {
                if (all) {
                    turnAll(session);
                    note.holds();
                } else {
                    for (String node : nodes) {
                        turn(session, node);
                        note.holds();
                    }
                }
                SwitchView view = await(session, nodes);
                session.progress().done();
                format.print(view, here);
                return view.unconfirmed() == 0 ? Exit.OK.code() : Exit.FINDING.code();
            }
        }
    }

    /** All of them exist, so that a slip of the pen does not leave half of them switched. */
    private List<String> nodes(Session session) {
        if (!all) {
            names.forEach(session::node);
            return names;
        }
        List<String> every = new ArrayList<>();
        session.cluster()
                .list(
                        "/api/v1/nodes",
                        "nodes",
                        node -> every.add(
                                node.objectOrEmpty("metadata").string("name").orElse("")));
        return every;
    }

    private SwitchState.Turn turn() {
        if (disable) {
            return SwitchState.Turn.DISABLE;
        }
        return all ? SwitchState.Turn.ENABLE_ALL : SwitchState.Turn.ENABLE;
    }

    private void turnAll(Session session) {
        JsonObject config = session.cluster()
                .get(session.configPath(), "ConfigMap slo-controller-config in " + session.configHome());
        Map<String, Object> patch = disable
                ? ClusterSwitch.off(config.textMap("data"))
                : ClusterSwitch.back(config.objectOrEmpty("metadata").textMap("annotations"));
        session.cluster().write(Request.patch(session.configPath(), Json.write(patch)), "the ConfigMap");
    }

    private void turn(Session session, String node) {
        Map<String, @Nullable Object> label = new HashMap<>();
        label.put(Labels.NODE_COLOCATION, disable ? SwitchState.DISABLED : null);
        Map<String, @Nullable Object> why = new HashMap<>();
        why.put(WHY, disable ? reason : null);
        session.cluster()
                .write(
                        Request.patch(
                                "/api/v1/nodes/" + node,
                                Json.write(Map.of("metadata", Map.of("labels", label, "annotations", why)))),
                        "node " + node);
    }

    private SwitchView await(Session session, List<String> nodes) throws InterruptedException {
        Instant end = here.clock().instant().plusSeconds(wait);
        while (true) {
            SwitchView view = look(session, nodes);
            if (view.unconfirmed() == 0 || !here.clock().instant().isBefore(end)) {
                return view;
            }
            session.progress().at("confirmed", (int) (nodes.size() - view.unconfirmed()), nodes.size());
            Thread.sleep(BETWEEN);
        }
    }

    private SwitchView look(Session session, List<String> nodes) {
        List<NodeStanding> standings = nodes.size() == 1
                ? FleetReader.read(session.cluster(), Optional.of(nodes.getFirst()))
                : FleetReader.read(session.cluster(), Optional.empty()).stream()
                        .filter(node -> nodes.contains(node.name()))
                        .toList();
        Map<String, String> config = session.configuration();
        return new SwitchView(
                turn(),
                FleetReader.withAgents(standings, session.programs(), Progress.SILENT).stream()
                        .map(node -> SwitchState.of(node, ClusterSwitch.isOff(config, spec, node.labels())))
                        .toList());
    }
}
