package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.extender.rank.LoadPolicy.Weights;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtenderConfigTest {
    @Test
    void defaultsAreThoseOfTheProtocol() {
        ExtenderConfig config = config(Map.of());

        assertThat(LoadSettings.of(config)).isEqualTo(LoadRules.DEFAULT);
        assertThat(config.schedulerNames()).containsExactly("koord-scheduler");
        assertThat(config.bestScore()).isEqualTo(30);
        assertThat(config.load().softLoadTtl()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.limits().inFlight()).isEqualTo(16);
        assertThat(config.limits().deadline()).isEqualTo(Duration.ofMillis(240));
        assertThat(config.limits().body()).isEqualTo(128L << 20);
        assertThat(config.feed().publishInterval()).isEqualTo(Duration.ofMillis(20));
        assertThat(config.feed().maxDisconnect()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void everyKeyOfTheLoadCanBeSet() {
        Map<String, String> keys = Map.ofEntries(
                Map.entry("usage-thresholds.cpu", "50"),
                Map.entry("usage-thresholds.memory", "60"),
                Map.entry("prod-usage-thresholds.cpu", "40"),
                Map.entry("prod-usage-thresholds.memory", "41"),
                Map.entry("score-by-prod-usage", "true"),
                Map.entry("prod-usage-includes-system", "true"),
                Map.entry("aggregated.usage-aggregation", "p95"),
                Map.entry("aggregated.usage-window", "5m"),
                Map.entry("aggregated.usage-thresholds.cpu", "70"),
                Map.entry("aggregated.usage-thresholds.memory", "71"),
                Map.entry("aggregated.score-aggregation", "p50"),
                Map.entry("aggregated.score-window", "10m"),
                Map.entry("weights.cpu", "2"),
                Map.entry("weights.memory", "3"),
                Map.entry("weights.scarcest", "4"),
                Map.entry("scaling-factors.cpu", "80"),
                Map.entry("scaling-factors.memory", "90"),
                Map.entry("report-expiry", "300s"),
                Map.entry("stale-reports", "use"),
                Map.entry("unmetered-score", "50"));

        LoadRules rules = LoadSettings.of(config(keys));

        assertThat(rules.policy())
                .isEqualTo(new LoadPolicy(
                        Duration.ofMinutes(5),
                        StaleReports.USE,
                        Weights.of(2, 3, 4),
                        50,
                        true,
                        true,
                        Optional.of(new UsageWindow(Aggregation.P50, Duration.ofMinutes(10)))));
        assertThat(rules.profile())
                .isEqualTo(new UsageProfile(
                        Thresholds.of(50, 60),
                        Thresholds.of(40, 41),
                        Optional.of(new UsageProfile.Aggregated(
                                Thresholds.of(70, 71), new UsageWindow(Aggregation.P95, Duration.ofMinutes(5))))));
        assertThat(rules.estimator())
                .extracting(Estimator::factors)
                .isEqualTo(Map.of("cpu", new Percent(80), "memory", new Percent(90)));
    }

    @ParameterizedTest
    @CsvSource({
        "usage-thresholds.cpu, 101, usage thresholds are 0..100 percent",
        "usage-thresholds.cpu, -1, usage thresholds are 0..100 percent",
        "weights.cpu, 101, score weights are 0..100",
        "scaling-factors.memory, 0, a scaling factor is 1..100 percent",
        "unmetered-score, 101, is 0..100",
        "aggregated.usage-aggregation, p33, 'one of [avg, p50, p90, p95, p99], was p33'"
    })
    void aValueOutOfRangeIsSaidToBe(String key, String value, String message) {
        assertThatThrownBy(() -> LoadSettings.of(config(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anUnknownKeyStopsTheStart() {
        assertThatThrownBy(() -> config(Map.of("usage-treshold.cpu", "1"))).hasMessageContaining("usage-treshold");
    }

    private static ExtenderConfig config(Map<String, String> loadKeys) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ExtenderConfig.class);
        loadKeys.forEach((key, value) -> builder.withSources(
                new PropertiesConfigSource(Map.of("sublet.extender.load." + key, value), key, 100)));
        return builder.build().getConfigMapping(ExtenderConfig.class);
    }
}
