package io.sublet.model.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class CpuSetProps {
    @Property(seed = "20261123")
    void whatIsWrittenReadsBackTheSame(@ForAll @Size(max = 64) Set<@IntRange(max = CpuSet.MAX_CPU) Integer> cpus) {
        CpuSet set = CpuSet.of(cpus.stream().mapToInt(Integer::intValue));

        assertThat(CpuSet.parse(set.toString())).contains(set);
        assertThat(set.size()).isEqualTo(cpus.size());
    }

    @Property(seed = "20261123")
    void unionHoldsBothAndMinusNone(
            @ForAll Set<@IntRange(max = 300) Integer> a, @ForAll Set<@IntRange(max = 300) Integer> b) {
        CpuSet left = CpuSet.of(a.stream().mapToInt(Integer::intValue));
        CpuSet right = CpuSet.of(b.stream().mapToInt(Integer::intValue));

        assertThat(left.union(right).containsAll(left)).isTrue();
        assertThat(left.minus(right).intersect(right).isEmpty()).isTrue();
        assertThat(left.minus(right).union(left.intersect(right))).isEqualTo(left);
    }
}
