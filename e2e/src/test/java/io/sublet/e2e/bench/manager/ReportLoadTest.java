package io.sublet.e2e.bench.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReportLoadTest {
    /** What becomes of a report. */
    private enum Fate {
        NO_NODE_METRIC,
        LOST,
        /** Taken, and the answer to it is lost. */
        UNANSWERED,
        TAKEN
    }

    /** Nodes whose offer changes as soon as another load is reported; each report has the fate that is next for its node. */
    private static final class FakeFleet implements Fleet {
        private final List<Queue<Fate>> fates;
        private final Map<Integer, Integer> loads = new ConcurrentHashMap<>();
        private Listener listener = (node, nanos) -> {};

        FakeFleet(List<List<Fate>> fates) {
            this.fates =
                    fates.stream().<Queue<Fate>>map(ConcurrentLinkedQueue::new).toList();
        }

        @Override
        public boolean isAsked(int node) {
            return true;
        }

        @Override
        public boolean report(int node, int load) {
            Fate fate = fates.get(node).remove();
            if ((fate == Fate.TAKEN || fate == Fate.UNANSWERED)
                    && !Integer.valueOf(load).equals(loads.put(node, load))) {
                listener.published(node, System.nanoTime());
            }
            if (fate == Fate.LOST || fate == Fate.UNANSWERED) {
                throw new ClusterException("the API server does not answer");
            }
            return fate == Fate.TAKEN;
        }

        @Override
        public void listen(Listener to) {
            listener = to;
        }

        @Override
        public int nodes() {
            return fates.size();
        }

        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public Path kubeconfig() {
            return Path.of("");
        }

        @Override
        public Map<String, Long> writes() {
            return Map.of();
        }

        @Override
        public void close() {}
    }

    @Test
    @Timeout(60)
    void everyNodeOffersSomethingThoughReportsAreLost() {
        FakeFleet fleet = new FakeFleet(List.of(
                List.of(Fate.TAKEN),
                List.of(Fate.NO_NODE_METRIC, Fate.LOST, Fate.NO_NODE_METRIC, Fate.LOST, Fate.LOST, Fate.TAKEN),
                List.of(Fate.UNANSWERED)));
        ReportLoad load = new ReportLoad(fleet, 10);

        load.fill(System.nanoTime());

        assertThat(load.answered()).isEqualTo(3);
        assertThat(load.pending()).isZero();
        assertThat(fleet.fates).allMatch(Queue::isEmpty);
    }
}
