package io.sublet.agent;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.TopologyObject;
import io.sublet.agent.cluster.TopologyPublisher;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.topology.TopologyChange;
import io.sublet.agent.topology.TopologyReport;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the NodeResourceTopology true: compares when something that it is made of has changed, writes when they differ. Writes are
 * spaced, and the more where the same report has to be written again (another program insists, or there is no right to write).
 */
final class TopologyReporter {
    private static final long FIRST_WAIT_NANOS = 3_000_000_000L;
    private static final long LONGEST_WAIT_NANOS = 300_000_000_000L;

    private final TopologyPublisher publisher;
    private final Supplier<Optional<String>> closed;
    private final List<PodView> lastPods = new ArrayList<>();
    private @Nullable Observation last;
    private TopologyObject lastObject = TopologyObject.UNKNOWN;
    private Optional<String> lastClosed = Optional.empty();
    private Optional<TopologyReport> written = Optional.empty();
    private long waitNanos = FIRST_WAIT_NANOS;
    private long nextAt;

    /** @param closed the policies that keep the node closed to batch */
    TopologyReporter(TopologyPublisher publisher, Supplier<Optional<String>> closed) {
        this.publisher = publisher;
        this.closed = closed;
    }

    /** @param nanoTime monotonic */
    void add(Observation seen, long nanoTime) {
        TopologyObject object = publisher.topology();
        if (object instanceof TopologyObject.Unknown
                || (written.isPresent() && nanoTime - nextAt < 0)
                || !(seen.machine().topology() instanceof Reading.Value<CpuTopology>(CpuTopology topology))
                || !(seen.node() instanceof Reading.Value<NodeView>(NodeView node))
                || !(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))
                || isSettled(seen, object, pods)) {
            return;
        }
        List<PodView> views = pods.stream().map(PodObservation::pod).toList();
        TopologyReport report = TopologyReport.of(seen.machine(), topology, node, views, seen.kubelet())
                .closed(closed.get());
        if (publish(object, report, node)) {
            waitNanos = written.filter(report::equals).isPresent()
                    ? Math.min(LONGEST_WAIT_NANOS, waitNanos * 2)
                    : FIRST_WAIT_NANOS;
            nextAt = nanoTime + waitNanos;
            written = Optional.of(report);
        } else {
            lastPods.clear();
            lastPods.addAll(views);
            last = seen;
            lastObject = object;
            lastClosed = closed.get();
        }
    }

    /** Whether all that a report is made of is the same as when object and report last agreed. The Node is made anew in each observation. */
    @SuppressWarnings("ReferenceEquality") // each of the others is another object only when it was read anew
    private boolean isSettled(Observation seen, TopologyObject object, List<PodObservation> pods) {
        Observation before = last;
        if (before == null
                || object != lastObject
                || !closed.get().equals(lastClosed)
                || seen.machine() != before.machine()
                || !seen.node().equals(before.node())
                || seen.kubelet().settings() != before.kubelet().settings()
                || seen.kubelet().cpuManager() != before.kubelet().cpuManager()
                || pods.size() != lastPods.size()) {
            return false;
        }
        for (int i = 0; i < pods.size(); i++) {
            if (pods.get(i).pod() != lastPods.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether something had to be written. */
    private boolean publish(TopologyObject object, TopologyReport report, NodeView node) {
        if (object instanceof TopologyObject.Present(JsonObject present)) {
            Optional<Map<String, @Nullable Object>> patch = TopologyChange.patch(present, report);
            patch.ifPresent(publisher::patch);
            return patch.isPresent();
        }
        publisher.create(TopologyChange.create(report, node));
        return true;
    }
}
