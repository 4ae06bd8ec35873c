package io.sublet.extender.snapshot;

import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.rank.NodeRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of nodes, pods and reports, and the rows made of them. A change marks its node; {@link #build} makes the rows
 * of marked nodes anew, so that its cost follows what changed; new rules mark all. Records may come in any order: pods and
 * reports of a node that is not known yet are kept for it. For one thread at a time.
 */
public final class SnapshotBuilder {
    private final Map<String, NodeFacts> nodes = new LinkedHashMap<>();
    private final Map<String, NodeReport> reports = new HashMap<>();
    private final Map<String, Map<String, AssignedPod>> podsByNode = new HashMap<>();
    private final Map<String, String> nodeByPod = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final Set<String> arrived = new HashSet<>();
    private LoadRules rules;
    private ClusterSnapshot last;

    public SnapshotBuilder(LoadRules rules) {
        this.rules = rules;
        this.last = ClusterSnapshot.of(rules, List.of());
    }

    /** From now on judges by these; whether anything changed. */
    public boolean use(LoadRules other) {
        if (other.equals(rules)) {
            return false;
        }
        rules = other;
        changed.addAll(nodes.keySet());
        return true;
    }

    /** Takes in a new or changed node; whether anything changed. */
    public boolean put(NodeFacts node) {
        return !node.equals(nodes.put(node.name(), node)) && changed.add(node.name());
    }

    public boolean removeNode(String name) {
        return nodes.remove(name) != null && changed.add(name);
    }

    /** Takes in a new or changed report; whether anything changed. */
    public boolean put(NodeReport report) {
        return !report.equals(reports.put(report.node(), report)) && changed.add(report.node());
    }

    public boolean removeReport(String node) {
        return reports.remove(node) != null && changed.add(node);
    }

    /** Takes in a pod that has a node; one that was on another node before leaves that one. */
    public boolean put(String node, AssignedPod pod) {
        String uid = pod.ref().uid();
        String before = nodeByPod.put(uid, node);
        if (before != null && !before.equals(node)) {
            takeFrom(before, uid);
        }
        arrived.add(uid);
        AssignedPod known =
                podsByNode.computeIfAbsent(node, key -> new HashMap<>()).put(uid, pod);
        return !pod.equals(known) && changed.add(node);
    }

    /** Drops a pod that is gone or finished. */
    public boolean removePod(String uid) {
        String node = nodeByPod.remove(uid);
        return node != null && takeFrom(node, uid);
    }

    private boolean takeFrom(String node, String uid) {
        Map<String, AssignedPod> pods = podsByNode.get(node);
        if (pods == null || pods.remove(uid) == null) {
            return false;
        }
        if (pods.isEmpty()) {
            podsByNode.remove(node);
        }
        return changed.add(node);
    }

    /** The cluster as it is now. */
    public ClusterSnapshot build() {
        boolean sameNodes = last.size() == nodes.size() && last.rules().equals(rules);
        List<NodeRow> rows = new ArrayList<>();
        for (String name : changed) {
            NodeFacts node = nodes.get(name);
            boolean isKnown = last.names().find(name) != ClusterSnapshot.NO_ROW;
            sameNodes &= isKnown == (node != null);
            if (node != null) {
                rows.add(row(node));
            }
        }
        changed.clear();
        last = sameNodes ? last.with(rows) : ClusterSnapshot.of(rules, all(rows));
        return last;
    }

    /** The rows of all nodes, of which these are new. */
    private List<NodeRow> all(List<NodeRow> fresh) {
        Map<String, NodeRow> byName = HashMap.newHashMap(fresh.size());
        fresh.forEach(row -> byName.put(row.name(), row));
        List<NodeRow> rows = new ArrayList<>(nodes.size());
        for (NodeFacts node : nodes.values()) {
            NodeRow row = byName.get(node.name());
            rows.add(row != null ? row : last.row(last.names().find(node.name())));
        }
        return rows;
    }

    /** The pods that were put in since the last call. */
    public Set<String> takeArrived() {
        Set<String> taken = Set.copyOf(arrived);
        arrived.clear();
        return taken;
    }

    public int pods() {
        return nodeByPod.size();
    }

    private NodeRow row(NodeFacts node) {
        return NodeRow.of(
                node,
                Optional.ofNullable(reports.get(node.name())),
                podsByNode.getOrDefault(node.name(), Map.of()).values(),
                rules);
    }
}
