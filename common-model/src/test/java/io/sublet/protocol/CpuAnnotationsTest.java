package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.cpu.NumaExclusive;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.cpu.SharePool;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The annotations on pods, Nodes and NodeResourceTopologies from which CPUs are chosen. */
class CpuAnnotationsTest {
    private static CpuSet cpus(String list) {
        return CpuSet.parse(list).orElseThrow();
    }

    private static void saysWhy(Function<String, Parsed<?>> parser, String text, String why) {
        assertThat(parser.apply(text)).isEqualTo(new Parsed.Invalid<>(why));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                        | NONE       | NONE      | NONE",
                "{\"requiredCPUBindPolicy\":\"Default\"}                   | DEFAULT    | NONE      | NONE",
                "{\"preferredCPUBindPolicy\":\"SpreadByPCPUs\",\"new\":1}  | NONE       | SPREAD_BY_PCPUS | NONE",
                "{\"preferredCPUBindPolicy\":\"ConstrainedBurst\"}         | NONE       | CONSTRAINED_BURST | NONE",
                "{\"preferredCPUExclusivePolicy\":\"L3Level\"}             | NONE       | NONE      | L3_LEVEL"
            })
    void readsWhatAPodWishes(
            String text, CpuBindPolicy required, CpuBindPolicy preferred, CpuExclusivePolicy exclusive) {
        CpuBindSpec spec = new CpuBindSpec(required, preferred, exclusive);

        assertThat(CpuBindSpec.parse(text).valid()).contains(spec);
        assertThat(CpuBindSpec.parse(spec.render()).valid()).contains(spec);
    }

    @Test
    void readsFromHowManyNumaNodes() {
        NumaTopologySpec spec = new NumaTopologySpec(NumaTopologyPolicy.SINGLE_NUMA_NODE, NumaExclusive.PREFERRED);
        String text = "{\"numaTopologyPolicy\":\"SingleNUMANode\",\"singleNUMANodeExclusive\":\"Preferred\"}";

        assertThat(NumaTopologySpec.parse(text).valid()).contains(spec);
        assertThat(spec.render()).isEqualTo(text);
        assertThat(NumaTopologySpec.parse("{}").valid()).contains(NumaTopologySpec.NONE);
        assertThat(NumaTopologySpec.NONE.render()).isEqualTo("{}");
        assertThat(NumaTopologySpec.parse("{\"numaTopologyPolicy\":\"Restricted\"}")
                        .valid())
                .contains(new NumaTopologySpec(NumaTopologyPolicy.RESTRICTED, NumaExclusive.REQUIRED));
        saysWhy(
                NumaTopologySpec::parse,
                "{\"numaTopologyPolicy\":\"Strict\"}",
                "numaTopologyPolicy is unknown: Strict");
        saysWhy(NumaTopologySpec::parse, "[]", "the document must be an object, was []");
    }

    @Test
    void readsCpusWithAndWithoutL3() {
        String text = "{\"detail\":[{\"id\":0,\"core\":0,\"socket\":0,\"node\":0,\"l3\":0},"
                + "{\"id\":1,\"core\":1,\"socket\":0,\"node\":1}]}";
        CpuTopology topology = CpuTopology.of(List.of(new LogicalCpu(1, 1, 0, 1, -1), new LogicalCpu(0, 0, 0, 0, 0)));

        assertThat(CpuTopologyReport.parse(text).valid()).contains(new CpuTopologyReport(topology));
        assertThat(new CpuTopologyReport(topology).render()).isEqualTo(text);
        assertThat(CpuTopologyReport.parse("{}").valid()).contains(new CpuTopologyReport(CpuTopology.EMPTY));
        assertThat(CpuTopologyReport.parse(null)).isEqualTo(new Parsed.Absent<>());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"detail\":[{\"id\":1},{\"id\":1}]}       | detail: CPU 1 is listed more than once",
                "{\"detail\":[{\"id\":9000}]}               | detail[0].id must be in 0..8191, was 9000",
                "{\"detail\":[{\"id\":0},{\"core\":-2}]}    | detail[1].core must be in 0..2147483647, was -2",
                "{\"detail\":[{\"l3\":-2}]}                 | detail[0].l3 must be in -1..2147483647, was -2",
                "{\"detail\":[{\"node\":\"a\"}]}            | detail[0].node must be a whole number, was \"a\"",
                "{\"detail\":{}}                            | detail must be a list, was {}"
            })
    void saysWhatIsWrongWithATopology(String text, String why) {
        saysWhy(CpuTopologyReport::parse, text, why);
    }

    @Test
    void readsTheCpusThatTheKubeletGave() {
        String text =
                "[{\"namespace\":\"a\",\"name\":\"b\",\"uid\":\"c\",\"cpuset\":\"2-3\",\"managedByKubelet\":true},"
                        + "{\"namespace\":\"a\",\"name\":\"d\",\"uid\":\"e\",\"cpuset\":\"5\"}]";
        PodCpuAllocs allocs = new PodCpuAllocs(List.of(
                new PodCpuAllocs.Alloc("a", "b", "c", cpus("2-3"), true),
                new PodCpuAllocs.Alloc("a", "d", "e", cpus("5"), false)));

        assertThat(PodCpuAllocs.parse(text).valid()).contains(allocs);
        assertThat(allocs.render()).isEqualTo(text);
        assertThat(allocs.ofKubelet()).isEqualTo(cpus("2-3"));
        assertThat(PodCpuAllocs.parse("null").valid()).contains(new PodCpuAllocs(List.of()));
        saysWhy(PodCpuAllocs::parse, "[{\"cpuset\":\"x\"}]", "list[0].cpuset is not a list of CPUs: x");
        saysWhy(PodCpuAllocs::parse, "[7]", "list[0] must be an object, was 7");
    }

    @Test
    void readsSharePools() {
        String text = "[{\"socket\":0,\"node\":0,\"cpuset\":\"0-3\"},{\"socket\":1,\"node\":1,\"cpuset\":\"\"}]";
        CpuSharePools pools =
                new CpuSharePools(List.of(new SharePool(0, 0, cpus("0-3")), new SharePool(1, 1, CpuSet.EMPTY)));

        assertThat(CpuSharePools.parse(text).valid()).contains(pools);
        assertThat(pools.render()).isEqualTo(text);
        saysWhy(CpuSharePools::parse, "[{\"node\":-1}]", "list[0].node must be in 0..2147483647, was -1");
    }

    @Test
    void readsThePolicyOfTheKubelet() {
        String text = "{\"policy\":\"static\",\"options\":{\"full-pcpus-only\":\"true\"},\"reservedCPUs\":\"0-1\"}";
        KubeletCpuManagerPolicy policy =
                new KubeletCpuManagerPolicy("static", Map.of("full-pcpus-only", "true"), cpus("0-1"));

        assertThat(KubeletCpuManagerPolicy.parse(text).valid()).contains(policy);
        assertThat(policy.render()).isEqualTo(text);
        assertThat(policy.isStatic()).isTrue();
        assertThat(policy.wholeCoresOnly()).isTrue();
        assertThat(KubeletCpuManagerPolicy.parse("{}").valid()).contains(KubeletCpuManagerPolicy.NONE);
        assertThat(new KubeletCpuManagerPolicy("none", policy.options(), CpuSet.EMPTY).wholeCoresOnly())
                .isFalse();
        saysWhy(KubeletCpuManagerPolicy::parse, "{\"policy\":1}", "policy must be a string, was 1");
    }

    @Test
    void readsTheCpusOfSystemPods() {
        String text = "{\"cpuset\":\"0-1\",\"cpusetExclusive\":false}";
        SystemQosCpus cpus = new SystemQosCpus(cpus("0-1"), false);

        assertThat(SystemQosCpus.parse(text).valid()).contains(cpus);
        assertThat(cpus.render()).isEqualTo(text);
        assertThat(cpus.reserved()).isEqualTo(CpuSet.EMPTY);
        assertThat(SystemQosCpus.parse("{\"cpuset\":\"0-1\"}")
                        .valid()
                        .orElseThrow()
                        .reserved())
                .isEqualTo(cpus("0-1"));
        assertThat(SystemQosCpus.parse("null").valid()).contains(SystemQosCpus.NONE);
        saysWhy(SystemQosCpus::parse, "{\"cpuset\":\"-\"}", "cpuset is not a list of CPUs: -");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"resources\":{\"cpu\":\"2\",\"memory\":\"4Gi\"}}",
                "{\"resources\":{\"cpu\":\"1500m\"},\"reservedCPUs\":\"0-1\"}",
                "{\"reservedCPUs\":\"0-1\",\"applyPolicy\":\"ReservedCPUsOnly\"}",
                "{}"
            })
    void aReservationIsWrittenAsItWasRead(String text) {
        assertThat(NodeReservation.parse(text).valid().orElseThrow().render()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"1.5, 150", "0.5, 100", "1, 100", "1e300, 100000"})
    void cpuIsAmplifiedByOneOrMore(String ratio, long hundredths) {
        AmplificationRatios ratios =
                AmplificationRatios.parse("{\"cpu\":" + ratio + "}").valid().orElseThrow();

        assertThat(ratios.cpu()).isEqualTo(new Ratio(hundredths));
        assertThat(new AmplificationRatios(Map.of()).cpu()).isEqualTo(Ratio.ONE);
    }
}
