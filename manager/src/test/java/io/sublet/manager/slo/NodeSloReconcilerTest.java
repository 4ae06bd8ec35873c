package io.sublet.manager.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.podqos.LivePodQos;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.NodeSloView;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.Published;
import io.sublet.model.reading.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodeSloReconcilerTest {
    private static final String THRESHOLD = "resourceUsedThresholdWithBE.cpuSuppressThresholdPercent";

    private final ClusterView view = new ClusterView();
    private final Writer writer = new Writer();
    private final List<String> warnings = new ArrayList<>();
    private final NodeSloReconciler reconciler = reconciler();

    /** Answers as it is told to, in order. */
    private static final class Writer implements NodeSloWriter {
        private final Deque<Outcome> outcomes = new ArrayDeque<>();
        private final List<Map<String, @Nullable Object>> applied = new ArrayList<>();
        private final List<String> deleted = new ArrayList<>();

        @Override
        public Outcome apply(String node, Map<String, @Nullable Object> spec, boolean force) {
            applied.add(FieldTree.leaves(spec));
            return outcomes.removeFirst();
        }

        @Override
        public Outcome delete(String node) {
            deleted.add(node);
            return outcomes.removeFirst();
        }
    }

    private NodeSloReconciler reconciler() {
        ManagerMetrics metrics = new ManagerMetrics(new SimpleMeterRegistry());
        LiveConfig config = new LiveConfig(NodeSloSchema.load());
        config.offer(Optional.empty());
        return new NodeSloReconciler(
                view,
                config,
                writer,
                new ForeignFields((subject, reason) -> warnings.add(reason.toString()), metrics),
                new NodeSloReconciler.Settings(new LivePodQos(view), metrics, Set.of()));
    }

    private Pass reconcile(Outcome... outcomes) {
        writer.outcomes.addAll(List.of(outcomes));
        return reconciler.reconcile("n");
    }

    private void addNode() {
        view.put(new NodeView("n", Map.of(), Map.of(), Reading.missing("x"), Reading.missing("x"), Published.NONE));
    }

    @Test
    void aNewNodeGetsItsRulesInOneWrite() {
        addNode();

        assertThat(reconcile(new Outcome.Applied())).isEqualTo(new Pass.Done(true, Optional.empty()));
        assertThat(writer.applied)
                .singleElement()
                .satisfies(spec -> assertThat(spec).containsKey(THRESHOLD));
    }

    @Test
    void aFieldThatAPersonAppliesInTheVeryMomentStaysTheirsAndIsSaid() {
        addNode();

        Pass pass = reconcile(new Outcome.Conflict(Map.of(THRESHOLD, "kubectl")), new Outcome.Applied());

        assertThat(pass).isEqualTo(new Pass.Done(true, Optional.empty()));
        assertThat(writer.applied).hasSize(2);
        assertThat(writer.applied.getLast())
                .doesNotContainKey(THRESHOLD)
                .containsKey("resourceUsedThresholdWithBE.enable");
        assertThat(warnings).singleElement().asString().contains("FieldOwnedByOther", THRESHOLD + " by kubectl");
    }

    @Test
    void aSecondConflictIsTriedAgainLater() {
        addNode();

        Outcome conflict = new Outcome.Conflict(Map.of(THRESHOLD, "kubectl"));

        assertThat(reconcile(conflict, conflict)).isInstanceOf(Pass.Retry.class);
    }

    @Test
    void theRulesOfANodeThatIsGoneAreRemovedOnceTheyAreKnown() {
        assertThat(reconcile()).isEqualTo(new Pass.Done(false, Optional.empty()));

        view.put(new NodeSloView("n", Map.of(), Set.of(), Map.of()));

        assertThat(reconcile(new Outcome.Applied())).isEqualTo(new Pass.Done(true, Optional.empty()));
        assertThat(writer.deleted).containsExactly("n");
    }
}
