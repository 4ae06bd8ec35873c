package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.TopologyView;
import io.sublet.manager.view.ZoneView;
import io.sublet.manager.view.ZoneView.ZoneAmount;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TopologyMapperTest {
    private static TopologyView view(String annotations, String... zones) {
        return TopologyMapper.view(fields("""
                        {"apiVersion":"topology.node.k8s.io/v1alpha1","kind":"NodeResourceTopology",
                         "metadata":{"name":"n","resourceVersion":"5","annotations":{%s}},"topologyPolicies":[],"zones":[%s]}""".formatted(annotations, String.join(",", zones))));
    }

    private static JsonObject fields(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return TopologyMapper.FIELDS.parse(bytes, 0, bytes.length);
    }

    private static String zone(String... resources) {
        return "{\"name\":\"node-0\",\"type\":\"Node\",\"resources\":[" + String.join(",", resources) + "]}";
    }

    private static String resource(String name, String capacity, String allocatable) {
        return "{\"name\":\"" + name + "\",\"capacity\":\"" + capacity + "\",\"allocatable\":\"" + allocatable
                + "\",\"available\":\"" + allocatable + "\"}";
    }

    @Test
    void keepsAllocatableAndWhereBatchStands() {
        TopologyView view = view(
                "",
                zone(
                        resource("cpu", "8", "7500m"),
                        resource("kubernetes.io/batch-memory", "4Gi", "4Gi"),
                        resource("memory", "16Gi", "15Gi"),
                        resource("kubernetes.io/batch-cpu", "2k", "1k")));

        assertThat(view.zones())
                .containsExactly(new ZoneView(
                        "node-0",
                        Optional.of(CpuMemory.of(7500, 15L << 30)),
                        new ZoneAmount(OptionalInt.of(3), OptionalLong.empty()),
                        new ZoneAmount(OptionalInt.of(1), OptionalLong.of(4L << 30))));
    }

    @Test
    void knowsWhyTheAgentTakesNoMoreBatch() {
        assertThat(view("\"sublet.io/closed-to-batch\":\"memory is short\"").closed())
                .contains("memory is short");
        assertThat(view("").closed()).isEmpty();
    }

    @Test
    void aZoneOfOtherThingsHasNoAllocatable() {
        assertThat(view("", zone(resource("gpu", "1", "1"))).zones().getFirst().allocatable())
                .isEmpty();
        assertThat(view("", zone(resource("cpu", "8", "8"))).zones().getFirst().allocatable())
                .contains(CpuMemory.of(8000, 0));
        assertThat(view("").zones()).isEqualTo(List.of());
    }

    @Test
    void readsWhatKindOfCpuItIs() {
        String info =
                "\"node.koordinator.sh/cpu-basic-info\":\"{\\\"cpuModel\\\":\\\"XYZ\\\",\\\"turboEnabled\\\":true}\"";

        assertThat(view(info).cpu()).isEqualTo(new Parsed.Valid<>(new CpuBasicInfo("XYZ", false, true)));
        assertThat(view("").cpu()).isEqualTo(new Parsed.Absent<>());
    }
}
