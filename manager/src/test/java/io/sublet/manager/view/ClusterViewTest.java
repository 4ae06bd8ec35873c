package io.sublet.manager.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.NodeView.Difference;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.Parsed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterViewTest {
    private final ClusterView view = new ClusterView();

    private static NodeView node(String pool, Published published) {
        Reading<CpuMemory> size = Reading.of(CpuMemory.of(8000, 1 << 30));
        return new NodeView("n", Map.of("pool", pool), Map.of(), size, size, published);
    }

    private static Published batchCpu(long amount) {
        ExtendedResources resources = new ExtendedResources(
                Optional.of(new NormalizedCpu(amount)),
                Optional.of(new Bytes(1)),
                Optional.of(new MilliCpu(1)),
                Optional.of(new Bytes(1)));
        return new Published(resources, resources);
    }

    @Test
    void tellsAChangedOfferFromAChangedNode() {
        assertThat(view.put(node("a", batchCpu(1)))).isEqualTo(Difference.NODE);
        assertThat(view.put(node("a", batchCpu(1)))).isEqualTo(Difference.NONE);
        assertThat(view.put(node("a", batchCpu(2)))).isEqualTo(Difference.OFFER);
        assertThat(view.put(node("b", batchCpu(2)))).isEqualTo(Difference.NODE);
        assertThat(view.put(node("c", batchCpu(3)))).isEqualTo(Difference.NODE);
    }

    @Test
    void theEventOfAnOwnWriteBringsNothingNew() {
        view.put(node("a", batchCpu(1)));
        view.writing(node("a", batchCpu(1)), batchCpu(2), Map.of());
        view.applied("n", batchCpu(2), Map.of());

        assertThat(view.put(node("a", batchCpu(2)))).isEqualTo(Difference.NONE);
    }

    @Test
    void theEventOfAnOwnWriteBringsNothingNewBeforeItsAnswerEither() {
        view.put(node("a", batchCpu(1)));
        view.writing(node("a", batchCpu(1)), batchCpu(2), Map.of("note", Optional.of("2")));
        NodeView written = node("a", batchCpu(1)).withWritten(batchCpu(2), Map.of("note", Optional.of("2")));

        assertThat(view.put(written)).isEqualTo(Difference.NONE);
        assertThat(view.node("n")).contains(written);
    }

    @Test
    void whatSomebodyWroteAfterAnOwnWriteIsNotTakenForIts() {
        view.put(node("a", batchCpu(1)));
        view.writing(node("a", batchCpu(1)), batchCpu(2), Map.of());
        view.put(node("a", batchCpu(2)));

        assertThat(view.put(node("a", batchCpu(7)))).isEqualTo(Difference.OFFER);
        view.applied("n", batchCpu(2), Map.of());
        assertThat(view.node("n").orElseThrow().published()).isEqualTo(batchCpu(7));
    }

    @Test
    void aChangeBesideAnOwnWriteIsNews() {
        view.put(node("a", batchCpu(1)));
        view.writing(node("a", batchCpu(1)), batchCpu(2), Map.of());

        assertThat(view.put(node("b", batchCpu(2)))).isEqualTo(Difference.NODE);
    }

    @Test
    void whatAFailedWriteWouldHaveShownIsNews() {
        view.put(node("a", batchCpu(1)));
        view.writing(node("a", batchCpu(1)), batchCpu(2), Map.of());
        view.notApplied("n");

        assertThat(view.put(node("a", batchCpu(2)))).isEqualTo(Difference.OFFER);
    }

    @Test
    void tellsAReportFromAnotherQuestion() {
        Optional<CollectPolicy> asked = Optional.of(CollectPolicy.DEFAULT);
        NodeUsageReport first = NodeUsageReport.none("first");
        assertThat(view.put(new NodeMetricView("n", asked, first))).isEqualTo(NodeMetricView.Difference.SPEC);
        assertThat(view.put(new NodeMetricView("n", asked, first))).isEqualTo(NodeMetricView.Difference.NONE);
        assertThat(view.put(new NodeMetricView("n", asked, NodeUsageReport.none("second"))))
                .isEqualTo(NodeMetricView.Difference.REPORT);
        assertThat(view.put(new NodeMetricView("n", Optional.empty(), first)))
                .isEqualTo(NodeMetricView.Difference.SPEC);
    }

    @Test
    void aTopologyOfANewVersionThatSaysTheSameIsKeptAndCausesNoWork() {
        assertThat(view.put(new TopologyView("n", "1", List.of(), new Parsed.Absent<>(), Optional.empty())))
                .isTrue();

        assertThat(view.put(new TopologyView("n", "2", List.of(), new Parsed.Absent<>(), Optional.empty())))
                .isFalse();
        assertThat(view.topology("n").orElseThrow().version()).isEqualTo("2");
    }
}
