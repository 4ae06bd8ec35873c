package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.NOW;
import static io.sublet.manager.overcommit.NodeScenario.batchOnly;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.overcommit.WriteLedger.Standing;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.model.reading.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeResourceReconcilerTest {
    private final ClusterView view = new ClusterView();
    private final LiveConfig config = new LiveConfig(NodeSloSchema.load());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<Change> written = new ArrayList<>();
    private Outcome answer = new Outcome.Applied();
    private final NodeScenario node = NodeScenario.usual();
    private final NodeResourceReconciler reconciler = new NodeResourceReconciler(
            view,
            config,
            (name, change) -> {
                written.add(change);
                return answer;
            },
            new ManagerMetrics(registry),
            Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeEach
    void configure() {
        config.offer(Optional.of(Map.of("colocation-config", node.config)));
    }

    private Pass reconcile() {
        view.put(node.node());
        node.pods.forEach(view::put);
        view.put(new NodeMetricView("node-1", Optional.empty(), node.report()));
        return reconciler.reconcile("node-1");
    }

    private List<ExtendedAmounts> shown() {
        return written.stream()
                .map(Change::resources)
                .map(resources ->
                        resources instanceof Resources.Show(ExtendedAmounts amounts) ? amounts : ExtendedAmounts.ZERO)
                .toList();
    }

    @Test
    void writesOnceAndNotAgain() {
        assertThat(reconcile()).isEqualTo(new Pass.Done(true, Optional.of(NOW.plus(Duration.ofMinutes(15)))));
        assertThat(reconciler.reconcile("node-1"))
                .isInstanceOfSatisfying(
                        Pass.Done.class, done -> assertThat(done.wrote()).isFalse());

        assertThat(shown()).containsExactly(batchOnly(25_000, 33 * NodeScenario.G));
    }

    @Test
    void aRefusedWriteIsMadeAgain() {
        answer = new Outcome.Unavailable("gone");
        assertThat(reconcile()).isEqualTo(new Pass.Unavailable("gone"));
        answer = new Outcome.Applied();
        assertThat(reconciler.reconcile("node-1")).isInstanceOf(Pass.Done.class);

        assertThat(shown()).hasSize(2).containsOnly(batchOnly(25_000, 33 * NodeScenario.G));
    }

    @ParameterizedTest
    @EnumSource(value = Standing.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN")
    void countsNodesByWhyTheyOfferNothing(Standing expected) {
        switch (expected) {
            case OFFERED, UNKNOWN -> {}
            case DISABLED -> config.offer(Optional.of(Map.of("colocation-config", "{\"enable\":false}")));
            case STALE -> node.updateTime = Reading.of(NOW.minus(Duration.ofMinutes(16)));
            case REFUSED -> node.reservation("{\"resources\":{\"cpu\":\"lots\"}}");
        }
        reconcile();

        for (Standing standing : Standing.values()) {
            assertThat(reconciler.ledger().count(standing)).as("%s", standing).isEqualTo(standing == expected ? 1 : 0);
        }
    }

    @Test
    void saysHowOldReportsAre() {
        node.updateTime = Reading.of(NOW.minusSeconds(40));
        reconcile();
        node.updateTime = Reading.of(NOW.plusSeconds(40));
        reconcile();
        node.updateTime = Reading.missing("none");
        reconcile();

        Timer ages = registry.get("sublet.manager.node.metric.age").timer();
        assertThat(ages.count()).isEqualTo(2);
        assertThat(ages.totalTime(TimeUnit.SECONDS)).isEqualTo(40);
    }
}
