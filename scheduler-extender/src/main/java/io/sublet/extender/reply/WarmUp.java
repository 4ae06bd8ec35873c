package io.sublet.extender.reply;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeOffer;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.UsageThresholds;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the verbs before the first question comes, so that the first pods do not pay for cold code. The cluster is made up:
 * idle and full nodes, so that passes, refusals and scores all run however small the real one is.
 */
public final class WarmUp {
    /** By then the compiler has seen enough, in about a second of work. */
    private static final int CYCLES = 500;

    private static final int NODES = 500;
    private static final long MILLI_CPU = 32_000;
    private static final long BYTES = 1L << 37;
    private static final String NAME = "warm-up";

    private WarmUp() {}

    /**
     * Runs, and leaves no trace in the verbs.
     *
     * @return nodes judged and scored
     */
    public static int run(LoadVerbs served, Instant now) {
        List<NodeRow> rows = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            rows.add(row(i, now));
        }
        LoadVerbs verbs = served.on(ClusterSnapshot.of(LoadRules.DEFAULT, rows));
        Body question = question(rows.stream().map(NodeRow::name).toList());
        for (int i = 0; i < CYCLES; i++) {
            verbs.filter(question).done();
            verbs.prioritize(question).done();
        }
        return CYCLES * NODES;
    }

    private static NodeRow row(int i, Instant now) {
        NodeFacts node = new NodeFacts(
                NAME + "-" + i,
                Map.of(),
                NodeOffer.of(new ResourceAmounts(Map.of(ResourceNames.CPU, MILLI_CPU, ResourceNames.MEMORY, BYTES))),
                UsageThresholds.NONE,
                false,
                List.of(),
                false);
        ResourceUsage usage = ResourceUsage.of(MILLI_CPU * i / NODES, BYTES / 2);
        NodeUsageReport report =
                new NodeUsageReport(Reading.of(now), usage, usage, List.of(), List.of(), List.of(), List.of(), usage);
        return NodeRow.of(
                node,
                Optional.of(new NodeReport(node.name(), report, CollectPolicy.DEFAULT.reportInterval())),
                List.of(),
                LoadRules.DEFAULT);
    }

    private static Body question(List<String> names) {
        Map<String, String> requests = Map.of("cpu", "1", "memory", "1Gi");
        Map<String, Object> container = Map.of("name", NAME, "resources", Map.of("requests", requests));
        Map<String, Object> question = new LinkedHashMap<>();
        question.put(
                "Pod",
                Map.of(
                        "metadata", Map.of("name", NAME, "namespace", NAME, "uid", NAME),
                        "spec", Map.of("containers", List.of(container))));
        question.put("NodeNames", names);
        return Body.of(Json.write(question).getBytes(StandardCharsets.UTF_8));
    }
}
