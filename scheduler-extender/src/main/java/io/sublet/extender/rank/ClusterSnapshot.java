package io.sublet.extender.rank;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The whole cluster at one moment, and the rules by which its sums were made. Immutable. */
public final class ClusterSnapshot {
    /** No such row. */
    public static final int NO_ROW = -1;

    public static final ClusterSnapshot EMPTY = of(LoadRules.DEFAULT, List.of());

    private final LoadRules rules;
    private final NodeRow[] rows;
    private final RankTable table;
    private final NameIndex names;

    private ClusterSnapshot(LoadRules rules, NodeRow[] rows, RankTable table, NameIndex names) {
        this.rules = rules;
        this.rows = rows;
        this.table = table;
        this.names = names;
    }

    /**
     * A snapshot of nodes.
     *
     * @param nodes made by the same rules
     * @throws IllegalArgumentException if a name is there twice
     */
    public static ClusterSnapshot of(LoadRules rules, Collection<NodeRow> nodes) {
        NodeRow[] rows = nodes.toArray(NodeRow[]::new);
        return new ClusterSnapshot(
                rules,
                rows,
                RankTable.of(rows, rules.resources().size()),
                NameIndex.of(nodes.stream().map(NodeRow::name).toList()));
    }

    /**
     * This snapshot with other rows for some of its nodes; cheaper, because names are not indexed again.
     *
     * @throws IllegalArgumentException if a node is not in this one
     */
    public ClusterSnapshot with(Collection<NodeRow> changed) {
        NodeRow[] copy = rows.clone();
        List<Integer> places = new ArrayList<>(changed.size());
        for (NodeRow row : changed) {
            int place = names.find(row.name());
            if (place == NO_ROW) {
                throw new IllegalArgumentException("node " + row.name() + " is not in the snapshot");
            }
            copy[place] = row;
            places.add(place);
        }
        return new ClusterSnapshot(rules, copy, table.with(places, copy), names);
    }

    public LoadRules rules() {
        return rules;
    }

    public int size() {
        return rows.length;
    }

    public NodeRow row(int row) {
        return rows[row];
    }

    /** What ranking reads of every row. */
    RankTable table() {
        return table;
    }

    /** Whether the node of a row has a policy for the CPUs of every pod. */
    public boolean pinsEveryPod(int row) {
        return table.pinsEveryPod(row);
    }

    /** Finds rows, {@link #NO_ROW} for a node that is not known. */
    public NameIndex names() {
        return names;
    }

    /** Nodes that have reported, too long ago to go by. */
    public int stale(Instant now) {
        int count = 0;
        for (NodeRow row : rows) {
            count += row.hasReport() && LoadAware.isStale(row, rules.policy(), now) ? 1 : 0;
        }
        return count;
    }

    /** Nodes that have reported at least once. */
    public int reporting() {
        int count = 0;
        for (NodeRow row : rows) {
            count += row.hasReport() ? 1 : 0;
        }
        return count;
    }
}
