package io.sublet.e2e.demo;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.BatchOffer;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.e2e.scenario.Load;
import io.sublet.e2e.scenario.TierTrace;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the demonstration sees of the node: rates from the cgroups' counters, the offer from the API server. */
final class Watch implements AutoCloseable {
    private final KubernetesClient client;
    private final String node;
    private final GroupCpu tier;
    private final TierTrace trace;
    private final Rate batch;
    private Optional<MilliCpu> lastBatch = Optional.empty();
    private @Nullable Rate online;
    private @Nullable Load load;

    Watch(KubernetesClient client, String node, NodeAccess access) {
        this.client = client;
        this.node = node;
        this.tier = GroupCpu.bestEffort(access);
        this.trace = new TierTrace(tier);
        this.batch = new Rate(tier);
    }

    void follow(NodeAccess access, Pod onlinePod) {
        online = new Rate(GroupCpu.of(access, onlinePod));
    }

    void follow(Load client) {
        load = client;
    }

    GroupCpu tier() {
        return tier;
    }

    TierTrace trace() {
        return trace;
    }

    Optional<CpuMemory> offered() {
        Node object = Objects.requireNonNull(client.nodes().withName(node).get(), node);
        return BatchOffer.of(object);
    }

    /** CPU that best effort used in the second that was shown last; empty before the first. */
    Optional<MilliCpu> batchRate() {
        return lastBatch;
    }

    /** What happened since the call before this one. */
    Board.Line line() {
        lastBatch = batch.sinceLast();
        return new Board.Line(
                online == null ? Optional.empty() : online.sinceLast(),
                offered(),
                lastBatch,
                trace.quota(),
                load == null ? Optional.empty() : load.recentP99Millis());
    }

    @Override
    public void close() {
        trace.close();
    }

    /** CPU used between two looks at a counter. */
    private static final class Rate {
        private final GroupCpu group;
        private long nanos;
        private long at = System.nanoTime();

        Rate(GroupCpu group) {
            this.group = group;
            this.nanos = group.usedNanos();
        }

        Optional<MilliCpu> sinceLast() {
            long now = System.nanoTime();
            long used = group.usedNanos();
            MilliCpu rate = MilliCpu.ofNanos(used - nanos, Math.max(1, now - at));
            nanos = used;
            at = now;
            return Optional.of(rate);
        }
    }
}
