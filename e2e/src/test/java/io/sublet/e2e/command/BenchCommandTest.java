package io.sublet.e2e.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.cluster.ClusterException;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    @Test
    void allRunUnlessOneIsNamed() {
        assertThat(BenchCommand.select("")).isEqualTo(BenchCommand.BENCHES);
        assertThat(BenchCommand.select("protect")).extracting(Bench::name).containsExactly("protect");
    }

    @Test
    void namesAreTheirOwn() {
        assertThat(BenchCommand.BENCHES).extracting(Bench::name).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> BenchCommand.select("proteckt"))
                .isInstanceOf(ClusterException.class)
                .hasMessage("BENCH is proteckt; it can be "
                        + String.join(
                                ", ",
                                BenchCommand.BENCHES.stream().map(Bench::name).toList()));
    }
}
