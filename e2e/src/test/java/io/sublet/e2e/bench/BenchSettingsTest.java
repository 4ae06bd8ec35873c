package io.sublet.e2e.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.cluster.ClusterException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "MEASURE_SECONDS, 180",
        "GROWTH_MINUTES, 20",
        "GROWTH_MINUTES, 0.5",
        "GROWTH_MINUTES, 1.25",
        "SURGE_SECONDS, 9999",
        "NODES, 1000",
        "NODES, '1000,5000'",
        "PODS, 1",
        "API, stub",
        "API, 'stub,real'",
        "SEED, 0",
        "UNKNOWN, x"
    })
    void whatCanBeUsedPasses(String name, String value) {
        assertThatCode(() -> BenchSettings.check(Map.of(name, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "MEASURE_SECONDS, x, 1 to 9999",
        "MEASURE_SECONDS, 0, 1 to 9999",
        "MEASURE_SECONDS, 10000, 1 to 9999",
        "GROWTH_MINUTES, -1, 0.1 to 9999",
        "GROWTH_MINUTES, 0, 0.1 to 9999",
        "CALM_SECONDS, 1.5, 1 to 9999",
        "SURGE_SECONDS, '', 1 to 9999",
        "NODES, '5,,6', a number from 1 on; for the extender's several with commas between",
        "PODS, many, 1 to 99999",
        "API, fake, 'stub, real or both'",
        "SEED, -1, a whole number"
    })
    void whatCannotIsNamedWithWhatCan(String name, String value, String range) {
        assertThatThrownBy(() -> BenchSettings.check(Map.of(name, value)))
                .isInstanceOf(ClusterException.class)
                .hasMessage(name + " is '" + value + "'; it can be " + range);
    }
}
