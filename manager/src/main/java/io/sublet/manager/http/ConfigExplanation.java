package io.sublet.manager.http;

import io.sublet.crds.config.Layered;
import io.sublet.manager.config.ItemReach;
import io.sublet.manager.config.KeyReport;
import io.sublet.model.pod.LabelSelector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The configuration as a JSON tree for a person: what holds of each key and for how many nodes, and what is wrong with it. */
final class ConfigExplanation {
    private ConfigExplanation() {}

    static Map<String, Object> of(List<KeyReport> reports) {
        Map<String, Object> tree = new LinkedHashMap<>();
        reports.forEach(report -> tree.put(report.key(), key(report)));
        return tree;
    }

    private static Map<String, Object> key(KeyReport report) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("standing", report.standing().reason());
        tree.put("contentHash", report.content());
        tree.put("violations", report.remarks().violations());
        tree.put("warnings", report.remarks().warnings());
        tree.put("notes", report.remarks().notes());
        report.inForce().ifPresent(layers -> {
            tree.put("cluster", layers.cluster());
            tree.put("items", items(layers, report.reach()));
        });
        return tree;
    }

    private static List<Object> items(Layered<Object> layers, List<ItemReach> reaches) {
        List<Object> trees = new ArrayList<>();
        Iterator<ItemReach> reach = reaches.iterator();
        for (Layered.Item<Object> item : layers.items()) {
            ItemReach nodes = reach.next();
            Map<String, Object> tree = new LinkedHashMap<>();
            tree.put("name", item.name());
            tree.put(
                    "nodeSelector", item.selector().map(LabelSelector::toString).orElse("no node"));
            tree.put("nodesSelected", nodes.selected());
            tree.put("nodesRuled", nodes.effective());
            tree.put("overlaps", nodes.overlaps());
            tree.put("document", item.value());
            trees.add(tree);
        }
        return trees;
    }
}
