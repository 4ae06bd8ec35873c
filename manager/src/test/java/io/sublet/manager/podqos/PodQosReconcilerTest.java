package io.sublet.manager.podqos;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.PodQosView;
import io.sublet.protocol.Parsed;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodQosReconcilerTest {
    private final ClusterView view = new ClusterView();
    private final List<String> written = new ArrayList<>();

    private Pass reconcile(Outcome outcome) {
        PodQosStatusWriter writer = (name, status) -> {
            written.add(name);
            return outcome;
        };
        return new PodQosReconciler(
                        view,
                        new LivePodQos(view),
                        writer,
                        new ManagerMetrics(new SimpleMeterRegistry()),
                        Clock.systemUTC())
                .reconcile("all");
    }

    private void twoObjects() {
        for (String name : List.of("a", "b")) {
            view.put(new PodQosView(name, 1, 0, new Parsed.Invalid<>("broken"), Optional.empty(), Optional.empty()));
        }
    }

    @Test
    void everyStatusThatIsNotAsItShouldBeIsWritten() {
        twoObjects();

        assertThat(reconcile(new Outcome.Applied())).isEqualTo(new Pass.Done(true, Optional.empty()));
        assertThat(written).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aStatusThatTheApiServerWasNotThereForIsWrittenLater() {
        twoObjects();

        assertThat(reconcile(new Outcome.Unavailable("away"))).isEqualTo(new Pass.Unavailable("away"));
        assertThat(written).hasSize(1);
    }

    @Test
    void aStatusThatIsRefusedHoldsUpNoOther() {
        twoObjects();

        assertThat(reconcile(new Outcome.Failed("refused"))).isEqualTo(new Pass.Retry("refused"));
        assertThat(written).hasSize(2);
    }

    @Test
    void whereThereIsNoObjectThereIsNothingToWrite() {
        assertThat(reconcile(new Outcome.Applied())).isEqualTo(new Pass.Done(false, Optional.empty()));
    }
}
