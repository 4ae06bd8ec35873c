package io.sublet.manager.console;

import io.sublet.manager.console.NodeMark.State;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeView;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CappedSum;
import io.sublet.model.unit.MilliCpu;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * All nodes at one moment. Capacity and usage are of those that are measured, so that shares mean something; the offer is of all.
 *
 * @param nodes in the order of their names
 */
public record FleetPicture(Instant at, List<NodeMark> nodes, Sums sums) {
    public FleetPicture {
        nodes = List.copyOf(nodes);
    }

    /** What is shown of all nodes together. */
    public record Sums(int measured, CpuMemory capacity, CpuMemory used, CpuMemory batch, CpuMemory offered) {
        static Sums of(List<NodeMark> nodes) {
            Total capacity = new Total();
            Total used = new Total();
            Total batch = new Total();
            Total offered = new Total();
            int measured = 0;
            for (NodeMark node : nodes) {
                offered.add(node.offered());
                if (node.isMeasured()) {
                    measured++;
                    capacity.add(node.capacity().toOptional().orElse(CpuMemory.ZERO));
                    used.add(node.used().toOptional().orElse(CpuMemory.ZERO));
                    batch.add(node.batch());
                }
            }
            return new Sums(measured, capacity.amount(), used.amount(), batch.amount(), offered.amount());
        }
    }

    /** Of thousands of nodes, without an object for each. */
    private static final class Total {
        private long milliCpu;
        private long bytes;

        void add(CpuMemory amount) {
            milliCpu = CappedSum.of(milliCpu, amount.cpu().value());
            bytes = CappedSum.of(bytes, amount.memory().value());
        }

        CpuMemory amount() {
            return new CpuMemory(new MilliCpu(milliCpu), new Bytes(bytes));
        }
    }

    /** @param isSwitchedOff whether colocation is ended on a node */
    public static FleetPicture of(ClusterView view, Predicate<NodeView> isSwitchedOff, Instant now) {
        List<NodeMark> marks = new ArrayList<>();
        for (NodeView node : view.nodes()) {
            marks.add(NodeMark.of(node, view.metric(node.name()), isSwitchedOff.test(node), now));
        }
        marks.sort(Comparator.comparing(NodeMark::name));
        return new FleetPicture(now, marks, Sums.of(marks));
    }

    long count(State state) {
        return nodes.stream().filter(node -> node.state() == state).count();
    }
}
