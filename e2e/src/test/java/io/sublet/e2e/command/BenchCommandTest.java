package io.sublet.e2e.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.cluster.ClusterException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "agent, MEASURE_SECONDS, x, 1 to 9999",
        "agent, MEASURE_SECONDS, 0, 1 to 9999",
        "agent, MEASURE_SECONDS, 10000, 1 to 9999",
        "agent-growth, GROWTH_MINUTES, -1, 0.1 to 9999",
        "agent-growth, GROWTH_MINUTES, 0, 0.1 to 9999",
        "protect, CALM_SECONDS, 1.5, 1 to 9999",
        "protect, SURGE_SECONDS, '', 1 to 9999",
        "protect, STEPS, 0, 1 to 9999",
        "extender, NODES, '5,,6', 'numbers of 1 to 99999 with commas between'",
        "extender, NODES, 100000, 'numbers of 1 to 99999 with commas between'",
        "extender, PODS, many, 1 to 99999",
        "extender, PARTS, nonsense, 'some of accumulate, balance, handler, throughput with commas between'",
        "manager, NODES, '1000,5000', 1 to 999999",
        "manager, API, fake, 'some of stub, real with commas between'",
        "interference, NODES, 10000, 1 to 9999",
        "interference, SEED, -1, a whole number"
    })
    void whatCannotBeUsedIsNamedWithWhatCan(String bench, String name, String value, String range) {
        assertThatThrownBy(() -> bench(bench).check(new BenchSettings(Map.of(name, value))))
                .isInstanceOf(ClusterException.class)
                .hasMessage(name + " is '" + value + "'; it can be " + range);
    }

    @Test
    void anArmThatThereIsNotIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> bench("protect").check(new BenchSettings(Map.of("ARMS", "nonsense"))))
                .isInstanceOf(ClusterException.class)
                .hasMessageStartingWith("ARMS is 'nonsense'; it can be some of cpu, alone, alone-again, ");
        assertThatCode(() -> bench("protect").check(new BenchSettings(Map.of("ARMS", "sublet, network"))))
                .doesNotThrowAnyException();
    }

    private static Bench bench(String name) {
        return BenchCommand.select(name).getFirst();
    }
}
