package io.sublet.agent.decide.burst;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CpuQuota;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScaleTest {
    private static final Duration NOW = Duration.ofHours(1);

    @ParameterizedTest(name = "{0} from {1} us, own {2} us, at most {3} %: {4} us")
    @CsvSource({
        "UP, 100000, 100000, 300, 120000",
        "UP, 280000, 100000, 300, 300000",
        "UP, 300000, 100000, 300, 300000",
        "DOWN, 300000, 100000, 300, 240000",
        "DOWN, 110000, 100000, 300, 100000",
        "DOWN, 100000, 100000, 300, 100000",
        "REMAIN, 170000, 100000, 300, 170000",
        "REMAIN, 50000, 100000, 300, 100000",
        "REMAIN, 900000, 100000, 300, 300000",
        "RESET, 250000, 100000, 300, 100000",
        "UP, 100000, 100000, 100, 100000"
    })
    void goesByFifthsBetweenTheContainersOwnAndTheMost(Scale scale, long now, long own, long most, long next) {
        assertThat(scale.next(new CpuQuota(now), new CpuQuota(own), new Percent(most)))
                .isEqualTo(new CpuQuota(next));
    }

    @ParameterizedTest(name = "{0} while the pool is {1}: {2}")
    @CsvSource({
        "UP, IDLE, UP",
        "UP, COOLING, REMAIN",
        "UP, UNKNOWN, REMAIN",
        "UP, OVERLOAD, DOWN",
        "REMAIN, IDLE, REMAIN",
        "REMAIN, COOLING, REMAIN",
        "REMAIN, UNKNOWN, REMAIN",
        "REMAIN, OVERLOAD, DOWN",
        "DOWN, IDLE, DOWN",
        "DOWN, COOLING, DOWN",
        "DOWN, UNKNOWN, DOWN",
        "DOWN, OVERLOAD, DOWN",
        "RESET, IDLE, RESET",
        "RESET, COOLING, RESET",
        "RESET, UNKNOWN, RESET",
        "RESET, OVERLOAD, RESET"
    })
    void givesWayToTheStateOfThePool(Scale wish, PoolState state, Scale result) {
        assertThat(wish.under(state)).isEqualTo(result);
    }

    @ParameterizedTest(name = "an average of {0} at a threshold of {1} %: {2}")
    @CsvSource({
        "0.00, 50, IDLE",
        "0.44, 50, IDLE",
        "0.45, 50, COOLING",
        "0.49, 50, COOLING",
        "0.50, 50, OVERLOAD",
        "1.00, 50, OVERLOAD",
        "0.00, 0, OVERLOAD",
        "0.89, 100, IDLE",
        "0.99, 100, COOLING"
    })
    void tellsTheStateOfThePoolByItsAverage(double average, long threshold, PoolState state) {
        List<PoolState.Sample> samples = List.of(
                new PoolState.Sample(NOW, average - 0.002), new PoolState.Sample(NOW.plusSeconds(1), average + 0.002));
        assertThat(PoolState.of(samples, new Percent(threshold))).isEqualTo(state);
    }

    @Test
    void knowsNothingWithoutSamples() {
        assertThat(PoolState.of(List.of(), new Percent(50))).isEqualTo(PoolState.UNKNOWN);
    }

    @ParameterizedTest(name = "{0} tokens, {1}m of a limit of 1000m for {2} s: {3}")
    @CsvSource({
        "0, 0, 1, 100",
        "0, 590, 1, 41",
        "0, 600, 1, 0",
        "0, 999, 5, 0",
        "0, 1000, 5, 0",
        "0, 1500, 2, -100",
        "50, 3000, 1, -150",
        "11950, 0, 10, 12000",
        "-11950, 3000, 10, -12000"
    })
    void savesWhileTheContainerUsesLittleAndSpendsAboveTheLimit(double before, long used, long seconds, double after) {
        Tokens tokens = new Tokens(before, NOW)
                .after(
                        new MilliCpu(used),
                        new MilliCpu(1000),
                        Duration.ofSeconds(60),
                        new Percent(300),
                        NOW.plusSeconds(seconds));
        assertThat(tokens.amount()).isEqualTo(after);
        assertThat(tokens.allow()).isEqualTo(after > 0);
    }

    @Test
    void beginsWithLessThanHalfOfTheCapacityEachContainerWithAnother() {
        Tokens one = Tokens.first("containerd://a", Duration.ofSeconds(60), new Percent(300), NOW);
        Tokens other = Tokens.first("containerd://b", Duration.ofSeconds(60), new Percent(300), NOW);
        assertThat(one.amount()).isBetween(0.0, 6000.0).isNotEqualTo(other.amount());
        assertThat(other.amount()).isBetween(0.0, 6000.0);
    }
}
