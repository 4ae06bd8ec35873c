package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuChoiceTest {
    /** Two NUMA nodes with two L3 caches each, of two cores with two threads: CPUs 2n and 2n + 1 are siblings. */
    private static final CpuTopology TOPOLOGY = CpuTopology.of(IntStream.range(0, 16)
            .mapToObj(cpu -> new LogicalCpu(cpu, cpu / 2, cpu / 8, cpu / 8, cpu / 4))
            .toList());

    private static final CpuSet ALL = CpuSet.firstCpus(16);

    @ParameterizedTest(name = "{1} CPUs, having {0}: {2}")
    @CsvSource({
        // cores as a whole, NUMA nodes in turn, caches one after the other
        "'', 2, '0-1'",
        "'', 4, '0-1,8-9'",
        "'', 6, '0-3,8-9'",
        "'', 8, '0-3,8-11'",
        "'', 10, '0-5,8-11'",
        // half of a core is completed first
        "'5', 2, '4-5'",
        "'5,12', 4, '4-5,12-13'",
        // kept where it is
        "'6-7,14-15', 4, '6-7,14-15'",
        "'6-7,14-15', 6, '4-7,14-15'",
        // taken core by core from the fuller node, and there from the cache of which there is least
        "'0-3,8-9', 4, '0-1,8-9'",
        "'0-5,8-11', 8, '0-3,8-11'",
        "'0-15', 15, '0-14'",
        "'0-15', 14, '0-13'",
        "'0-15', 2, '0-1'"
    })
    void goesByCoreNodeAndCache(String current, int count, String chosen) {
        CpuSet has = CpuSet.parse(current).orElseThrow();
        assertThat(CpuChoice.choose(TOPOLOGY, ALL, CpuSet.EMPTY, has, count))
                .isEqualTo(CpuSet.parse(chosen).orElseThrow());
    }

    @Test
    void takesOfLentCpusTheirShare() {
        CpuSet lent = CpuSet.firstCpus(8);
        CpuSet chosen = CpuChoice.choose(TOPOLOGY, ALL, lent, CpuSet.EMPTY, 8);
        assertThat(chosen.intersect(lent).size()).isEqualTo(4);
        assertThat(chosen.size()).isEqualTo(8);
    }

    @Test
    void choosesNothingOfNothing() {
        assertThat(CpuChoice.choose(TOPOLOGY, CpuSet.EMPTY, CpuSet.EMPTY, ALL, 0))
                .isEqualTo(CpuSet.EMPTY);
    }
}
