package io.sublet.extender.reply;

import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.rank.SoftLoad;
import io.sublet.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Why a pod may or may not go to each node of the cluster, with the numbers, as JSON for a person. */
final class Explanation {
    private Explanation() {}

    static String of(Candidate candidate, ClusterSnapshot snapshot, Ranking ranking, SoftLoad soft, ScoreScale scale) {
        List<Map<String, Object>> nodes = new ArrayList<>();
        for (int row = 0; row < snapshot.size(); row++) {
            String name = snapshot.name(row);
            Map<String, Object> node = new LinkedHashMap<>();
            node.put("node", name);
            NodeVerdict verdict = ranking.judge(candidate, snapshot, row);
            node.put("passes", verdict instanceof NodeVerdict.Pass);
            if (verdict instanceof NodeVerdict.Refused refused) {
                node.put("code", refused.code().name());
                node.put("reason", refused.text());
            }
            node.put("load", snapshot.describe(row));
            Map<String, Object> parts = new LinkedHashMap<>();
            for (Ranking.Weighted weighted : ranking.scorers()) {
                parts.put(weighted.scorer().name(), weighted.scorer().score(candidate, snapshot, row, soft.on(name)));
            }
            int score = ranking.score(candidate, snapshot, row, soft.on(name));
            node.put("scores", parts);
            node.put("score", score);
            node.put("sent", scale.sent(score));
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
        pod.put("estimatedMilliCpu", candidate.estimate().cpu().value());
        pod.put("estimatedBytes", candidate.estimate().memory().value());
        return pod;
    }
}
