package io.sublet.extender.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.LoadVector;
import io.sublet.extender.rank.PaddingTime;
import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.model.usage.Aggregation;
import io.sublet.protocol.UsageThresholds;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesReaderTest {
    private static LoadRules rules(String json) {
        return RulesReader.rules(
                ConfigKey.LOAD_AWARE.read(json, NodeSloSchema.load()).value().orElseThrow());
    }

    @Test
    void defaultsAreTheDefaultRules() {
        assertThat(RulesFeed.defaults()).isEqualTo(LoadRules.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"true, false, REFUSE", "true, true, ALLOW", "false, false, USE", "false, true, USE"})
    void twoSwitchesSayWhatAStaleReportDoes(boolean filter, boolean allow, StaleReports expected) {
        LoadRules rules = rules(
                "{\"filterExpiredNodeMetrics\":" + filter + ",\"enableScheduleWhenNodeMetricsExpired\":" + allow + "}");

        assertThat(rules.policy().staleReports()).isEqualTo(expected);
    }

    @Test
    void everyResourceThatIsNamedIsJudged() {
        LoadRules rules = rules("""
                {"usageThresholds":{"a/threshold":10},"resourceWeights":{"b/weight":2,"cpu":1},
                 "estimatedScalingFactors":{"b/weight":50,"c/factor":60},"supportedResources":["d/supported"],
                 "nodeConfigs":[{"name":"x","nodeSelector":{},"prodUsageThresholds":{"e/item":5}}]}""");

        assertThat(rules.resources().names())
                .containsExactly("cpu", "memory", "a/threshold", "b/weight", "c/factor", "d/supported", "e/item");
        assertThat(rules.profile().usage().percents()).isEqualTo(LoadVector.of(0, 0, 10));
        assertThat(rules.policy().weights()).isEqualTo(new LoadPolicy.Weights(LoadVector.of(1, 0, 0, 2), 0));
    }

    @Test
    void theRestArrivesToo() {
        LoadRules rules = rules("""
                {"nodeMetricExpirationSeconds":300,"dominantResourceWeight":4,"scoreAccordingProdUsage":true,
                 "prodUsageIncludeSys":true,"estimatedSecondsAfterPodScheduled":600,"estimatedSecondsAfterInitialized":60,
                 "allowCustomizeEstimation":true,"unmeteredScore":50,"bestScore":10,
                 "aggregated":{"usageThresholds":{"cpu":70},"usageAggregationType":"p95","usageAggregatedDuration":"5m",
                   "scoreAggregationType":"p50","scoreAggregatedDuration":"10m"}}""");

        assertThat(rules.policy())
                .isEqualTo(new LoadPolicy(
                        Duration.ofMinutes(5),
                        StaleReports.REFUSE,
                        LoadPolicy.Weights.of(0, 0, 4),
                        50,
                        true,
                        true,
                        Optional.of(new UsageWindow(Aggregation.P50, Duration.ofMinutes(10)))));
        assertThat(rules.profile())
                .isEqualTo(new UsageProfile(
                        Thresholds.of(65, 95),
                        Thresholds.OFF,
                        Optional.of(new UsageProfile.Aggregated(
                                Thresholds.of(70, 0), new UsageWindow(Aggregation.P95, Duration.ofMinutes(5))))));
        assertThat(rules.padding())
                .isEqualTo(
                        new PaddingTime(Optional.of(Duration.ofMinutes(10)), Optional.of(Duration.ofMinutes(1)), true));
        assertThat(rules.estimator().customizable()).isTrue();
        assertThat(rules.scale().best()).isEqualTo(10);
    }

    @Test
    void theAnnotationOfANodeIsStrongerThanItsGroupAndThatThanTheCluster() {
        LoadRules rules = rules("""
                {"nodeConfigs":[{"name":"small","nodeSelector":{"matchLabels":{"size":"s"}},"usageThresholds":{"cpu":40}},
                                {"name":"none","usageThresholds":{"cpu":1}}]}""");
        UsageThresholds annotation = UsageThresholds.parse("{\"usageThresholds\":{\"cpu\":30}}")
                .valid()
                .orElseThrow();

        assertThat(rules.profileOf(Map.of(), UsageThresholds.NONE).usage()).isEqualTo(Thresholds.of(65, 95));
        assertThat(rules.profileOf(Map.of("size", "s"), UsageThresholds.NONE).usage())
                .isEqualTo(Thresholds.of(40, 95));
        assertThat(rules.profileOf(Map.of("size", "s"), annotation).usage()).isEqualTo(Thresholds.of(30, 0));
    }
}
