package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.fleet.FleetSummary;
import io.sublet.cli.fleet.NodeStanding;
import io.sublet.cli.observe.FleetReader;
import io.sublet.cli.render.StatusView;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}. */
@Command(
        name = "status",
        description = "What each node offers, uses and holds back now, and what all of it gains.",
        footer = {
            "",
            "STATE is offering, withheld (reports, and offers no CPU), stale (no report for three intervals) or silent.",
            "CPU is in cores. LIMIT is what best effort may use now; SUPPRESSED is how much less that is than the offer."
        })
final class StatusCommand extends ClusterCommand {
    @Parameters(arity = "0..1", paramLabel = "NODE", description = "only this one")
    private @Nullable String node;

    @Option(names = "--no-agents", description = "do not ask the agents: mode is the label's, limits are not known")
    private boolean noAgents;

    StatusCommand(Surroundings here) {
        super(here);
    }

    @Override
    public Integer call() {
        try (Session session = open()) {
            List<NodeStanding> nodes = FleetReader.read(session.cluster(), Optional.ofNullable(node));
            if (!noAgents) {
                nodes = FleetReader.withAgents(nodes, session.programs(), session.progress());
            }
            print(new StatusView(FleetSummary.of(nodes, here().clock().instant())));
            return Exit.OK.code();
        }
    }
}
