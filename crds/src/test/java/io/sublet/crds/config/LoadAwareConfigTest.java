package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.AllocateStrategy;
import io.sublet.model.cpu.PinScoring;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import io.sublet.protocol.UsageThresholds;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadAwareConfigTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();

    private static KeyResult<LoadAwareConfig> read(String json) {
        return ConfigKey.LOAD_AWARE.read(json, SCHEMA);
    }

    private static LoadAwareConfig accepted(String json) {
        KeyResult<LoadAwareConfig> result = read(json);
        assertThat(result.violations()).isEmpty();
        return result.value().orElseThrow();
    }

    @Test
    void defaultsAreThoseOfTheProtocol() {
        LoadAwareConfig config = accepted("{}");

        assertThat(config.args()).isEqualTo(LoadAwareArgs.DEFAULT);
        assertThat(config.thresholds().cluster())
                .isEqualTo(new UsageThresholds(levels(65, 95), Optional.empty(), Optional.empty()));
    }

    @Test
    void everyFieldCanBeSet() {
        LoadAwareConfig config = accepted("""
                {"apiVersion":"kubescheduler.config.k8s.io/v1","kind":"LoadAwareSchedulingArgs",
                 "filterExpiredNodeMetrics":false,"nodeMetricExpirationSeconds":300,"enableScheduleWhenNodeMetricsExpired":true,
                 "resourceWeights":{"cpu":2,"example.com/disk":3},"dominantResourceWeight":4,
                 "usageThresholds":{"cpu":50,"memory":60},"prodUsageThresholds":{"cpu":40,"memory":41},
                 "scoreAccordingProdUsage":true,"prodUsageIncludeSys":true,"estimator":"defaultEstimator",
                 "estimatedScalingFactors":{"memory":90,"example.com/disk":100},
                 "estimatedSecondsAfterPodScheduled":600,"estimatedSecondsAfterInitialized":60,"allowCustomizeEstimation":true,
                 "aggregated":{"usageThresholds":{"cpu":70,"memory":71},"usageAggregationType":"p95","usageAggregatedDuration":"5m",
                   "scoreAggregationType":"p50","scoreAggregatedDuration":"10m"},
                 "supportedResources":["example.com/net"],"unmeteredScore":50,"bestScore":10,
                 "pinScoring":{"nodeStrategy":"MostAllocated","numaStrategy":"LeastAllocated","cpuWeight":2,"memoryWeight":0}}""");

        assertThat(config.args())
                .isEqualTo(new LoadAwareArgs(
                        Duration.ofMinutes(5),
                        false,
                        true,
                        new LoadAwareArgs.Score(
                                Map.of("cpu", 2L, "example.com/disk", 3L),
                                4,
                                true,
                                true,
                                Optional.of(new LoadAwareArgs.Window(Aggregation.P50, Duration.ofMinutes(10))),
                                50,
                                10),
                        new LoadAwareArgs.Estimation(
                                Map.of(
                                        "cpu", new Percent(85),
                                        "memory", new Percent(90),
                                        "example.com/disk", new Percent(100)),
                                Optional.of(Duration.ofMinutes(10)),
                                Optional.of(Duration.ofMinutes(1)),
                                true),
                        List.of("example.com/net"),
                        new PinScoring(AllocateStrategy.MOST, AllocateStrategy.LEAST, 2, 0)));
        assertThat(config.thresholds().cluster())
                .isEqualTo(new UsageThresholds(
                        levels(50, 60),
                        levels(40, 41),
                        Optional.of(new UsageThresholds.Aggregated(
                                levels(70, 71).orElseThrow(), Aggregation.P95, Duration.ofMinutes(5)))));
    }

    @Test
    void weightsHaveNoDefaultBesideADominantOne() {
        assertThat(accepted("{\"dominantResourceWeight\":10}").args().score().weights())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"usageThresholds\":{}}", "{\"usageThresholds\":null}"})
    void noThresholdsAreTheDefaultOnes(String document) {
        assertThat(accepted(document).thresholds().cluster().usage()).isEqualTo(levels(65, 95));
    }

    @Test
    void aThresholdOfZeroIsOffAndOneThatIsNotNamedToo() {
        assertThat(accepted("{\"usageThresholds\":{\"cpu\":0}}")
                        .thresholds()
                        .cluster()
                        .usage())
                .contains(new UsageThresholds.Levels(Map.of("cpu", new Percent(0))));
    }

    @Test
    void anItemOverlaysTheThresholdsOfItsNodesFieldByField() {
        LoadAwareConfig config = accepted("""
                {"aggregated":{"usageThresholds":{"cpu":70},"usageAggregationType":"p95"},
                 "nodeConfigs":[{"name":"gpu","nodeSelector":{"matchLabels":{"pool":"gpu"}},"usageThresholds":{"cpu":80},
                   "aggregated":{"usageAggregationType":"p99"}}]}""");

        UsageThresholds ofPool = config.thresholds().of(Map.of("pool", "gpu"));
        assertThat(ofPool.usage()).isEqualTo(levels(80, 95));
        assertThat(ofPool.aggregated().orElseThrow().aggregation()).isEqualTo(Aggregation.P99);
        assertThat(ofPool.aggregated().orElseThrow().levels().byResource()).containsEntry("cpu", new Percent(70));
        assertThat(config.thresholds().of(Map.of("pool", "other")).usage()).isEqualTo(levels(65, 95));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"usageThresholds\":{\"cpu\":101}} | usageThresholds.cpu must be in 0..100, was 101",
                "{\"prodUsageThresholds\":{\"cpu\":-1}} | prodUsageThresholds.cpu must be in 0..100, was -1",
                "{\"nodeMetricExpirationSeconds\":0} | nodeMetricExpirationSeconds must be in 1..",
                "{\"resourceWeights\":{\"cpu\":0}} | resourceWeights.cpu must be in 1..100, was 0",
                "{\"resourceWeights\":{\"gpu\":1}} | resourceWeights.gpu needs a factor in estimatedScalingFactors",
                "{\"dominantResourceWeight\":101} | dominantResourceWeight must be in 0..100",
                "{\"estimatedScalingFactors\":{\"cpu\":0}} | estimatedScalingFactors.cpu must be in 1..100",
                "{\"estimator\":\"mine\"} | estimator must be one of defaultEstimator, was mine",
                "{\"aggregated\":{\"usageAggregationType\":\"p33\"}} | aggregated.usageAggregationType must be one of avg, p50, p90, p95, p99",
                "{\"aggregated\":{\"scoreAggregatedDuration\":\"soon\"}} | soon",
                "{\"aggregated\":{\"usageAggregatedDuration\":\"-5m\"}} | is negative",
                "{\"supportedResources\":[1]} | supportedResources[0] must be a string",
                "{\"bestScore\":0} | bestScore must be in 1..100",
                "{\"pinScoring\":{\"cpuWeight\":101}} | pinScoring.cpuWeight must be in 0..100",
                "{\"pinScoring\":{\"nodeStrategy\":\"Most\"}} | pinScoring.nodeStrategy must be one of LeastAllocated",
                "{\"allowCustomizeEstimation\":\"yes\"} | allowCustomizeEstimation must be true or false",
                "{\"nodeConfigs\":[{\"name\":\"x\",\"nodeSelector\":{},\"resourceWeights\":{\"cpu\":1}}]} | nodeConfigs[0].resourceWeights is the same for all nodes",
                "{\"nodeConfigs\":[{\"name\":\"x\",\"nodeSelector\":{},\"usageThresholds\":{\"cpu\":200}}]} | nodeConfigs[0].usageThresholds.cpu must be in 0..100, was 200 (item x)"
            })
    void rejectsWhatCannotBeUsedAndSaysWhere(String document, String expected) {
        KeyResult<LoadAwareConfig> result = read(document);

        assertThat(result.value()).isEmpty();
        assertThat(result.violations())
                .map(Violation::what)
                .anySatisfy(why -> assertThat(why).contains(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"usageTresholds\":{\"cpu\":1}} | usageTresholds is not known and has no effect; is it usageThresholds?",
                "{\"aggregated\":{\"usageThresholds\":{\"cpu\":1}}} | aggregated has no effect on thresholds without both",
                "{\"nodeConfigs\":[{\"name\":\"x\",\"usageThresholds\":{\"cpu\":1}}]} | has no nodeSelector and is for no node"
            })
    void warnsOfWhatHasNoEffect(String document, String expected) {
        KeyResult<LoadAwareConfig> result = read(document);

        assertThat(result.violations()).isEmpty();
        assertThat(result.warnings())
                .map(Violation::what)
                .anySatisfy(why -> assertThat(why).contains(expected));
    }

    @Test
    void whatIsShownReadsTheSame() {
        LoadAwareConfig config = accepted("""
                {"aggregated":{"usageThresholds":{"cpu":70},"usageAggregationType":"p95","scoreAggregationType":"p50",
                  "scoreAggregatedDuration":"10m"},"prodUsageThresholds":{"cpu":40},"estimatedSecondsAfterPodScheduled":60,
                  "estimatedSecondsAfterInitialized":30,"supportedResources":["a.b/c"]}""");

        String shown = Json.write(ConfigKey.LOAD_AWARE.documents(config).cluster());

        assertThat(accepted(shown)).isEqualTo(config);
    }

    private static Optional<UsageThresholds.Levels> levels(long cpu, long memory) {
        return Optional.of(new UsageThresholds.Levels(Map.of("cpu", new Percent(cpu), "memory", new Percent(memory))));
    }
}
