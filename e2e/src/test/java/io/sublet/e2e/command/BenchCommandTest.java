package io.sublet.e2e.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.cluster.ClusterException;
import org.junit.jupiter.api.Test;

class BenchCommandTest {
    @Test
    void allRunUnlessOneIsNamed() {
        assertThat(BenchCommand.select(""))
                .extracting(Bench::name)
                .containsExactly("manager", "webhook", "extender", "agent", "interference", "protect");
        assertThat(BenchCommand.select("agent-growth")).extracting(Bench::name).containsExactly("agent-growth");
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
