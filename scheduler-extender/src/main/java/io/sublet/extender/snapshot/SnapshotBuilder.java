package io.sublet.extender.snapshot;

import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.NodeLoad;
import io.sublet.extender.rank.NodeRow;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The records of nodes, pods and reports, and the rows made of them. A change marks its node; {@link #build} makes the rows
 * of marked nodes anew, so that its cost follows what changed. Records may come in any order: pods and reports of a node
 * that is not known yet are kept for it. For one thread at a time.
 */
public final class SnapshotBuilder {
    private final LoadAware loadAware;
    private final boolean prodIncludesSystem;
    private final Map<String, NodeRecord> nodes = new LinkedHashMap<>();
    private final Map<String, ReportRecord> reports = new HashMap<>();
    private final Map<String, Map<String, AssignedPod>> podsByNode = new HashMap<>();
    private final Map<String, String> nodeByPod = new HashMap<>();
    private final Map<String, NodeRow> rows = new LinkedHashMap<>();
    private final Set<String> changed = new HashSet<>();
    private final Set<String> arrived = new HashSet<>();
    private ClusterSnapshot last = ClusterSnapshot.EMPTY;

    public SnapshotBuilder(LoadAware loadAware, boolean prodIncludesSystem) {
        this.loadAware = loadAware;
        this.prodIncludesSystem = prodIncludesSystem;
    }

    /** Takes in a new or changed node; whether anything changed for ranking. */
    public boolean put(NodeRecord node) {
        return !node.equals(nodes.put(node.name(), node)) && changed.add(node.name());
    }

    public boolean removeNode(String name) {
        return nodes.remove(name) != null && changed.add(name);
    }

    /** Takes in a new or changed report; whether anything changed for ranking. */
    public boolean put(ReportRecord report) {
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
        boolean sameNodes = true;
        for (String name : changed) {
            NodeRecord node = nodes.get(name);
            if (node == null) {
                sameNodes &= rows.remove(name) == null;
            } else {
                sameNodes &= rows.put(name, row(node)) != null;
            }
        }
        changed.clear();
        last = sameNodes ? last.with(rows.values()) : ClusterSnapshot.of(rows.values());
        return last;
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

    private NodeRow row(NodeRecord node) {
        Optional<NodeRow.Report> report = Optional.ofNullable(reports.get(node.name()))
                .map(r -> loadAware.report(
                        r.report(),
                        NodeLoad.of(
                                r.report(),
                                r.interval(),
                                podsByNode.getOrDefault(node.name(), Map.of()).values(),
                                prodIncludesSystem),
                        node.profile()));
        return new NodeRow(node.name(), node.allocatable(), node.profile(), report);
    }
}
