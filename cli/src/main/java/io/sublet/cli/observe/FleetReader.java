package io.sublet.cli.observe;

import io.sublet.cli.fleet.AgentView;
import io.sublet.cli.fleet.MetricsText;
import io.sublet.cli.fleet.NodeStanding;
import io.sublet.cli.fleet.Report;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes with what their agents report, and on request with what the agents say now. */
public final class FleetReader {
    private static final String NODES = "/api/v1/nodes";
    public static final String METRICS = "/apis/slo.koordinator.sh/v1alpha1/nodemetrics";

    private FleetReader() {}

    /** @param nodes a node's name, or empty for all */
    public static List<NodeStanding> read(Cluster cluster, Optional<String> nodes) {
        Map<String, Report> reports = new HashMap<>();
        List<JsonObject> found = new ArrayList<>();
        if (nodes.isPresent()) {
            String name = nodes.get();
            found.add(cluster.get(NODES + "/" + name, "node " + name));
            cluster.find(METRICS + "/" + name, "NodeMetric " + name)
                    .ifPresent(metric -> reports.put(name, Report.of(metric)));
        } else {
            cluster.list(METRICS, "NodeMetrics", metric -> reports.put(name(metric), Report.of(metric)));
            cluster.list(NODES, "nodes", found::add);
        }
        List<NodeStanding> standings = new ArrayList<>();
        for (JsonObject node : found) {
            standings.add(NodeStanding.of(node, reports.getOrDefault(name(node), Report.NONE)));
        }
        return standings;
    }

    /** The same nodes with what their agents measure and hold at this moment. */
    public static List<NodeStanding> withAgents(List<NodeStanding> nodes, Programs programs, Progress progress) {
        Map<String, Reading<String>> answers =
                programs.askAgents(nodes.stream().map(NodeStanding::name).toList(), "/metrics", progress);
        return nodes.stream()
                .map(node -> node.withAgent(answers.getOrDefault(node.name(), Reading.missing("not asked"))
                        .map(text -> AgentView.of(MetricsText.parse(text)))))
                .toList();
    }

    private static String name(JsonObject object) {
        return object.objectOrEmpty("metadata").string("name").orElse("");
    }
}
