package io.sublet.manager.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.NodeView.Difference;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
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
        view.assumeWritten("n", batchCpu(2), Map.of());

        assertThat(view.put(node("a", batchCpu(2)))).isEqualTo(Difference.NONE);
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
