package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.amount;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numbers that Koordinator's own tests expect of NUMA zones for the same inputs. */
class ZoneCapacityTest {
    private static final String MEMORY_BY_REQUEST = """
            {"enable":true,"cpuReclaimThresholdPercent":65,"memoryReclaimThresholdPercent":65,
             "memoryCalculatePolicy":"request"}""";

    private static NodeScenario pods(QosClass first, Integer... numaNodes) {
        return new NodeScenario()
                .podOn("a", PriorityClass.PROD, first, amount(10, 10), numaNodes)
                .pod("b", PriorityClass.PROD, QosClass.LS, amount(10, 10))
                .measured("b", PriorityClass.PROD, 6, 6)
                .pod("c", PriorityClass.BATCH, QosClass.BE, amount(10, 10))
                .measured("c", PriorityClass.BATCH, 10, 10)
                .pod("d", PriorityClass.MID, QosClass.BE, amount(20, 40))
                .measured("d", PriorityClass.MID, 22, 22);
    }

    private static NodeScenario twoZones(QosClass first) {
        return pods(first, 0).zones(amount(50, 62), amount(50, 58));
    }

    static Stream<Arguments> golden() {
        return Stream.of(
                Arguments.of(
                        "B29",
                        pods(QosClass.LS)
                                .measured("a", PriorityClass.PROD, 5, 5)
                                .zones(amount(100, 120)),
                        megabytes(25_000, 33_000),
                        List.of(megabytes(25_000, 33_000))),
                Arguments.of(
                        "B30",
                        twoZones(QosClass.LS).measured("a", PriorityClass.PROD, 5, 5),
                        megabytes(25_000, 33_000),
                        List.of(megabytes(10_000, 15_300), megabytes(15_000, 17_700))),
                Arguments.of(
                        "B31",
                        twoZones(QosClass.LSE).config(MEMORY_BY_REQUEST).measured("a", PriorityClass.PROD, 5, 5),
                        megabytes(20_000, 18_000),
                        List.of(megabytes(5_000, 5_300), megabytes(15_000, 12_700))),
                Arguments.of(
                        "B32",
                        twoZones(QosClass.LSE).config(MEMORY_BY_REQUEST).measured("gone", PriorityClass.PROD, 2, 4),
                        megabytes(18_000, 18_000),
                        List.of(megabytes(4_000, 5_300), megabytes(14_000, 12_700))),
                Arguments.of(
                        "B33",
                        twoZones(QosClass.LSE)
                                .config(MEMORY_BY_REQUEST)
                                .measured("gone", PriorityClass.PROD, 2, 4)
                                .measured("gone too", PriorityClass.PROD, 4, 8)
                                .measured("gone batch", PriorityClass.BATCH, 8, 8),
                        megabytes(14_000, 18_000),
                        List.of(megabytes(2_000, 5_300), megabytes(12_000, 12_700))));
    }

    private static CpuMemory megabytes(long milliCpu, long megabytes) {
        return CpuMemory.of(milliCpu, megabytes * 1_000_000);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void zonesAndNodeGetWhatTheProtocolSays(String name, NodeScenario scenario, CpuMemory node, List<CpuMemory> zones) {
        assertThat(scenario.offered().zones())
                .as(name)
                .extracting(ZoneFormula::result)
                .isEqualTo(zones);
        assertThat(scenario.batch()).as(name).isEqualTo(node);
    }

    @Test
    void aPodOnAZoneThatIsNotThereIsDividedOverAll() {
        NodeScenario lost = pods(QosClass.LS, 7).measured("a", PriorityClass.PROD, 5, 5);
        NodeScenario nowhere = pods(QosClass.LS).measured("a", PriorityClass.PROD, 5, 5);

        assertThat(lost.zones(amount(50, 60), amount(50, 60)).offered().zones())
                .isEqualTo(
                        nowhere.zones(amount(50, 60), amount(50, 60)).offered().zones());
    }
}
