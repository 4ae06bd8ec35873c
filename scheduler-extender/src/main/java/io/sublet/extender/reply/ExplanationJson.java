package io.sublet.extender.reply;

import io.sublet.extender.pin.PinVerdict;
import io.sublet.extender.rank.Candidate;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.reply.Explanation.OnNode;
import io.sublet.model.cpu.NumaShare;
import io.sublet.model.cpu.PinDecision.Footprint;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An explanation as JSON. Amounts are in milli-CPU and bytes; what nobody measured is null. */
final class ExplanationJson {
    private ExplanationJson() {}

    /** @param limit nodes that are told of at most */
    static String of(Explanation found, int limit) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("pod", pod(found));
        root.put("summary", summary(found));
        root.put(
                "nodes",
                found.nodes().stream()
                        .limit(limit)
                        .map(node -> node(found, node))
                        .toList());
        return Json.write(root);
    }

    private static Map<String, Object> pod(Explanation found) {
        Candidate candidate = found.asked().candidate();
        PodShape shape = candidate.pod();
        Map<String, Object> pod = new LinkedHashMap<>();
        pod.put("namespace", shape.ref().namespace());
        pod.put("name", shape.ref().name());
        pod.put("schedulerName", shape.schedulerName());
        pod.put("served", found.asked().served());
        pod.put("priorityClass", shape.priority().wireName());
        pod.put("daemonSet", shape.daemonSet());
        Map<String, Long> estimate = new LinkedHashMap<>();
        for (int place = 0; place < found.resources().size(); place++) {
            estimate.put(found.resources().name(place), candidate.estimate().at(place));
        }
        pod.put("estimate", estimate);
        if (found.asked().pins().isPresent()) {
            pod.put("pinMark", shape.pinMarks().marked());
        }
        pod.put("notLookedAt", found.asked().needs().notLookedAt());
        return pod;
    }

    private static Map<String, Object> summary(Explanation found) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("nodes", found.nodes().size());
        summary.put("take", found.count(OnNode::takes));
        summary.put("pass", found.count(OnNode::passes));
        summary.put("refused", found.refused());
        if (found.asked().pins().isPresent()) {
            summary.put("unpinnable", found.unpinnable());
        }
        summary.put("misfit", found.count(node -> !node.misfits().isEmpty()));
        return summary;
    }

    private static Map<String, @Nullable Object> node(Explanation found, OnNode node) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("node", node.row().name());
        fields.put("takes", node.takes());
        fields.put("passes", node.passes());
        if (node.verdict() instanceof NodeVerdict.Refused refused) {
            fields.put("code", refused.code().name());
            fields.put("reason", refused.text());
        }
        fields.put("misfits", node.misfits());
        fields.put("load", load(found, node));
        fields.put("scores", node.parts());
        fields.put("score", node.score());
        fields.put("sent", node.sent());
        node.pin().ifPresent(pin -> fields.put("pin", pin(pin)));
        return fields;
    }

    private static Map<String, Object> pin(PinAdvice.OnNode pin) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (pin.verdict()) {
            case PinVerdict.Fits(Placed placed) -> {
                Footprint footprint = placed.footprint();
                fields.put("cpus", placed.cpus().toString());
                fields.put(
                        "numaNodes",
                        placed.shares().stream().map(ExplanationJson::share).toList());
                fields.put("cores", footprint.cores());
                fields.put("l3Domains", footprint.l3Domains());
                fields.put("policyKept", footprint.policyKept());
                fields.put("exclusiveKept", footprint.exclusiveKept());
            }
            case PinVerdict.Unfit unfit -> {
                fields.put("code", unfit.code().name());
                fields.put("reason", unfit.text());
                fields.put("resolvable", unfit.resolvable());
            }
        }
        fields.put("score", pin.score());
        fields.put("sent", pin.sent());
        return fields;
    }

    private static Map<String, Object> share(NumaShare share) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("node", share.node());
        fields.put("cpu", share.amounts().cpu().value());
        fields.put("memory", share.amounts().memory().value());
        return fields;
    }

    private static Map<String, @Nullable Object> load(Explanation found, OnNode node) {
        Candidate candidate = found.asked().candidate();
        Map<String, @Nullable Object> load = new LinkedHashMap<>();
        load.put("reportedAt", node.row().reportTime().map(Object::toString).orElse(null));
        load.put(
                "reportAgeSeconds",
                node.row()
                        .reportTime()
                        .map(time -> Duration.between(time, candidate.now()).toSeconds())
                        .orElse(null));
        load.put("stale", LoadAware.isStale(node.row(), found.rules().policy(), candidate.now()));
        load.put("basis", node.basis());
        load.put("thresholdsOf", found.thresholdsOf(node));
        List<Map<String, @Nullable Object>> resources = new ArrayList<>();
        for (int place = 0; place < found.resources().size(); place++) {
            resources.add(resource(found, node, place));
        }
        load.put("resources", resources);
        return load;
    }

    private static Map<String, @Nullable Object> resource(Explanation found, OnNode node, int place) {
        long pod = found.asked().candidate().estimate().at(place);
        long load = node.load(place);
        long allocatable = node.row().allocatable(place);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("resource", found.resources().name(place));
        fields.put("allocatable", allocatable);
        fields.put("load", known(load));
        fields.put("usagePercent", load == NodeRow.UNKNOWN ? null : LoadAware.usage(load, pod, allocatable));
        fields.put("thresholdPercent", node.threshold(place));
        boolean byProd = LoadAware.isScoredByProd(
                found.asked().candidate(), found.rules().policy());
        long scored = byProd ? node.row().prod(place) : node.row().scored(place);
        fields.put("scoredLoad", known(scored));
        fields.put("expectedLoad", node.expected().at(place));
        fields.put("freePercent", LoadAware.free(scored, pod + node.expected().at(place), allocatable));
        fields.put(
                "requested", node.row().usage().requested().of(found.resources().name(place)));
        return fields;
    }

    private static @Nullable Long known(long amount) {
        return amount == NodeRow.UNKNOWN ? null : amount;
    }
}
