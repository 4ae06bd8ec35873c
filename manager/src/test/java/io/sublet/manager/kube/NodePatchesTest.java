package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.ZoneView;
import io.sublet.manager.view.ZoneView.ZoneAmount;
import io.sublet.manager.zone.ZoneWriter.Amounts;
import io.sublet.manager.zone.ZoneWriter.ZoneChange;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.protocol.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class NodePatchesTest {
    private static void assertPatch(String patch, String expected) {
        assertThat(Json.parse(patch)).isEqualTo(Json.parse(expected));
    }

    @Test
    void showsResourcesInBothListsAndAnnotationsInOnePatch() {
        ExtendedAmounts amounts =
                new ExtendedAmounts(new NormalizedCpu(25_000), new Bytes(20L << 30), new MilliCpu(2_500), new Bytes(0));

        assertPatch(NodePatches.status(new Change(new Resources.Show(amounts), Map.of("a", Optional.of("1.20")))), """
                {"metadata":{"annotations":{"a":"1.20"}},
                 "status":{"capacity":{"kubernetes.io/batch-cpu":"25k","kubernetes.io/batch-memory":"20Gi",
                                       "kubernetes.io/mid-cpu":"2500","kubernetes.io/mid-memory":"0"},
                           "allocatable":{"kubernetes.io/batch-cpu":"25k","kubernetes.io/batch-memory":"20Gi",
                                          "kubernetes.io/mid-cpu":"2500","kubernetes.io/mid-memory":"0"}}}""");
    }

    @Test
    void removesByNull() {
        assertPatch(NodePatches.status(new Change(new Resources.Remove(), Map.of("a", Optional.empty()))), """
                {"metadata":{"annotations":{"a":null}},
                 "status":{"capacity":{"kubernetes.io/batch-cpu":null,"kubernetes.io/batch-memory":null,
                                       "kubernetes.io/mid-cpu":null,"kubernetes.io/mid-memory":null},
                           "allocatable":{"kubernetes.io/batch-cpu":null,"kubernetes.io/batch-memory":null,
                                          "kubernetes.io/mid-cpu":null,"kubernetes.io/mid-memory":null}}}""");
    }

    @Test
    void leavesTheResourcesOutWhereOnlyAnnotationsChange() {
        assertPatch(
                NodePatches.status(new Change(new Resources.Leave(), Map.of("a", Optional.of("1.20")))),
                "{\"metadata\":{\"annotations\":{\"a\":\"1.20\"}}}");
    }

    private static ZoneView zone(String name, ZoneAmount cpu, ZoneAmount memory) {
        return new ZoneView(name, Optional.of(CpuMemory.of(1, 1)), cpu, memory);
    }

    private static ZoneAmount at(int index) {
        return new ZoneAmount(OptionalInt.of(index), OptionalLong.of(7));
    }

    @Test
    void appendsToAZoneAndReplacesInAnother() {
        Optional<Amounts> amounts = Optional.of(new Amounts(new NormalizedCpu(1000), new Bytes(2048)));

        assertPatch(
                NodePatches.zones(
                        "7",
                        List.of(
                                new ZoneChange(0, zone("node-0", ZoneAmount.ABSENT, ZoneAmount.ABSENT), amounts),
                                new ZoneChange(1, zone("node-1", at(3), at(2)), amounts))),
                """
                [{"op":"test","path":"/metadata/resourceVersion","value":"7"},
                 {"op":"add","path":"/zones/0/resources/-","value":{"name":"kubernetes.io/batch-cpu",
                    "capacity":"1k","allocatable":"1k","available":"1k"}},
                 {"op":"add","path":"/zones/0/resources/-","value":{"name":"kubernetes.io/batch-memory",
                    "capacity":"2Ki","allocatable":"2Ki","available":"2Ki"}},
                 {"op":"replace","path":"/zones/1/resources/3","value":{"name":"kubernetes.io/batch-cpu",
                    "capacity":"1k","allocatable":"1k","available":"1k"}},
                 {"op":"replace","path":"/zones/1/resources/2","value":{"name":"kubernetes.io/batch-memory",
                    "capacity":"2Ki","allocatable":"2Ki","available":"2Ki"}}]""");
    }

    @Test
    void removesTheLaterResourceOfAZoneFirst() {
        assertPatch(
                NodePatches.zones("7", List.of(new ZoneChange(0, zone("node-0", at(1), at(2)), Optional.empty()))),
                """
                [{"op":"test","path":"/metadata/resourceVersion","value":"7"},
                 {"op":"remove","path":"/zones/0/resources/2"},
                 {"op":"remove","path":"/zones/0/resources/1"}]""");
    }
}
