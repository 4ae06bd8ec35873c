package io.sublet.extender.reply;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadResources;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.rank.SoftLoad;
import io.sublet.protocol.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** Why a pod may or may not go to each node of the cluster, with the numbers, as JSON for a person. */
final class Explanation {
    private Explanation() {}

    static String of(Candidate candidate, ClusterSnapshot snapshot, Ranking ranking, SoftLoad soft) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (int row = 0; row < snapshot.size(); row++) {
            String name = snapshot.row(row).name();
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("node", name);
            NodeVerdict verdict = ranking.judge(candidate, snapshot, row);
            node.put("passes", verdict instanceof NodeVerdict.Pass);
            if (verdict instanceof NodeVerdict.Refused refused) {
                node.put("code", refused.code().name());
                node.put("reason", refused.text());
            }
            node.put("load", numbers(snapshot, row));
            Map<String, Object> parts = new LinkedHashMap<>();
            for (Ranking.Weighted weighted : ranking.scorers()) {
                parts.put(weighted.scorer().name(), weighted.scorer().score(candidate, snapshot, row, soft.on(name)));
            }
            int score = ranking.score(candidate, snapshot, row, soft.on(name));
            node.put("scores", parts);
            node.put("score", score);
            node.put("sent", snapshot.rules().scale().sent(score));
            nodes.add(node);
        }
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("pod", pod(candidate));
        root.put("nodes", nodes);
        return Json.write(root);
    }

    private static Map<String, Object> pod(Candidate candidate) {
        PodShape shape = candidate.pod();
        Map<String, Object> pod = new LinkedHashMap<>();
        pod.put("namespace", shape.ref().namespace());
        pod.put("name", shape.ref().name());
        pod.put("schedulerName", shape.schedulerName());
        pod.put("priorityClass", shape.priority().wireName());
        pod.put("daemonSet", shape.daemonSet());
        pod.put("estimatedMilliCpu", candidate.estimate().at(LoadResources.CPU));
        pod.put("estimatedBytes", candidate.estimate().at(LoadResources.MEMORY));
        return pod;
    }

    private static Map<String, @Nullable Object> numbers(ClusterSnapshot snapshot, int number) {
        NodeRow row = snapshot.row(number);
        Map<String, @Nullable Object> numbers = new LinkedHashMap<>();
        numbers.put("reportedAt", row.reportTime().map(Instant::toString).orElse(null));
        put(numbers, "allocatable", row::allocatable);
        put(numbers, row.isAggregated() ? "aggregatedLoad" : "load", row::general);
        put(numbers, "prodLoad", row::prod);
        put(numbers, "scoredLoad", row::scored);
        numbers.put("cpuThreshold", row.threshold(LoadResources.CPU));
        numbers.put("memoryThreshold", row.threshold(LoadResources.MEMORY));
        return numbers;
    }

    private static void put(Map<String, @Nullable Object> numbers, String name, IntToLongFunction amounts) {
        long cpu = amounts.applyAsLong(LoadResources.CPU);
        long memory = amounts.applyAsLong(LoadResources.MEMORY);
        numbers.put(name + "MilliCpu", cpu == NodeRow.UNKNOWN ? null : cpu);
        numbers.put(name + "Bytes", memory == NodeRow.UNKNOWN ? null : memory);
    }
}
