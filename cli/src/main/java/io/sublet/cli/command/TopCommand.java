package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.fleet.FleetSummary;
import io.sublet.cli.fleet.NodeRow;
import io.sublet.cli.fleet.NodeStanding;
import io.sublet.cli.fleet.PodRow;
import io.sublet.cli.observe.FleetReader;
import io.sublet.cli.render.TopView;
import io.sublet.model.resource.CpuMemory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code top}. */
@Command(
        name = "top",
        description = "The nodes or pods that use most, as the agents reported last.",
        footer = {"", "What only some agents report is shown as -. Memory is without page cache that could be dropped."
        })
final class TopCommand extends ClusterCommand {
    /** Of what. */
    enum Kind {
        nodes,
        pods
    }

    @Parameters(
            arity = "0..1",
            paramLabel = "KIND",
            defaultValue = "nodes",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Kind kind = Kind.nodes;

    @Option(names = "--by-memory", description = "the most memory first, and not the most CPU")
    private boolean byMemory;

    @Option(
            names = {"-l", "--lines"},
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "how many are shown; 0 shows all (default: ${DEFAULT-VALUE})")
    private int lines;

    @Option(
            names = {"-n", "--namespace"},
            description = "only pods in it")
    private @Nullable String namespace;

    @Option(names = "--node", description = "only this node and its pods")
    private @Nullable String node;

    TopCommand(Surroundings here) {
        super(here);
    }

    @Override
    public Integer call() {
        if (lines < 0) {
            throw new Failure(Exit.USAGE, "--lines is " + lines + "; it must be 0 or more");
        }
        try (Session session = open()) {
            List<NodeStanding> nodes = FleetReader.read(session.cluster(), Optional.ofNullable(node));
            print(kind == Kind.nodes ? nodes(nodes) : pods(nodes));
            return Exit.OK.code();
        }
    }

    private TopView nodes(List<NodeStanding> nodes) {
        Comparator<NodeRow> heaviest = Comparator.comparingLong((NodeRow row) ->
                        byMemory ? used(row).memory().value() : used(row).cpu().value())
                .reversed();
        return new TopView.Nodes(shown(FleetSummary.of(nodes, here().clock().instant()).rows().stream()
                .sorted(heaviest)
                .toList()));
    }

    private static CpuMemory used(NodeRow row) {
        return row.used().toOptional().orElse(CpuMemory.ZERO);
    }

    private TopView pods(List<NodeStanding> nodes) {
        return new TopView.Pods(shown(PodRow.of(nodes, byMemory, Optional.ofNullable(namespace))));
    }

    private <T> List<T> shown(List<T> rows) {
        return lines > 0 && rows.size() > lines ? rows.subList(0, lines) : rows;
    }
}
