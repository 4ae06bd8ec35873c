package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.SloControllerConfig.Result;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloControllerConfigTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();

    private static Result parse(String key, String document) {
        return SloControllerConfig.parse(Map.of(key, document), SCHEMA);
    }

    private static String fault(String key, String document) {
        return switch (parse(key, document)) {
            case Result.Rejected(List<Violation> violations) ->
                violations.getFirst().toString();
            case Result.Accepted accepted -> "accepted";
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "colocation-config | {\"degradeTimeMinutes\":0} | colocation-config: degradeTimeMinutes must be in 1..",
                "colocation-config | {\"cpuReclaimThresholdPercent\":-1} | cpuReclaimThresholdPercent must be in 0..10000, was -1",
                "colocation-config | {\"cpuReclaimThresholdPercent\":\"60\"} | must be a whole number, was \"60\"",
                "colocation-config | {\"cpuReclaimThresholdPercent\":60.5} | must be a whole number, was 60.5",
                "colocation-config | {\"midCPUThresholdPercent\":101} | midCPUThresholdPercent must be in 0..100, was 101",
                "colocation-config | {\"resourceDiffThreshold\":0} | resourceDiffThreshold must be over 0 and at most 1, was 0",
                "colocation-config | {\"resourceDiffThreshold\":1.01} | resourceDiffThreshold must be over 0 and at most 1",
                "colocation-config | {\"cpuCalculatePolicy\":\"maxUsageRequst\"} | cpuCalculatePolicy must be usage, request or",
                "colocation-config | {\"metricMemoryCollectPolicy\":\"all\"} | metricMemoryCollectPolicy must be",
                "colocation-config | {\"metricAggregatePolicy\":{\"durations\":[\"5\"]}} | '5' is not a duration",
                "colocation-config | {\"enable\":\"yes\"} | enable must be true or false, was \"yes\"",
                "colocation-config | {\"enable\":true | Unexpected end-of-input",
                "colocation-config | [] | the document must be an object",
                "colocation-config | {\"nodeConfigs\":[{},{\"degradeTimeMinutes\":0}]} | nodeConfigs[1].degradeTimeMinutes must be",
                "colocation-config | {\"nodeConfigs\":[{\"nodeSelector\":{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Is\"}]}}]} | nodeConfigs[0].nodeSelector.matchExpressions[0].operator must be In",
                "colocation-config | {\"nodeConfigs\":[{\"nodeSelector\":{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}}]} | values must not be empty",
                "resource-threshold-config | {\"clusterStrategy\":{\"cpuSuppressThresholdPercent\":101}} | resource-threshold-config: clusterStrategy.cpuSuppressThresholdPercent must be in 0..100, was 101",
                "resource-threshold-config | {\"clusterStrategy\":{\"cpuSuppressPolicy\":\"cpusets\"}} | clusterStrategy.cpuSuppressPolicy must be one of cpuset, cfsQuota, was 'cpusets'",
                "resource-threshold-config | {\"clusterStrategy\":{\"memoryEvictLowerPercent\":70}} | memoryEvictThresholdPercent must be greater than memoryEvictLowerPercent, was 70 with 70",
                "resource-threshold-config | {\"nodeStrategies\":[{\"enable\":1}]} | nodeStrategies[0].enable must be true or false, was 1",
                "resource-qos-config | {\"clusterStrategy\":{\"beClass\":{\"resctrlQOS\":{\"mbaPercent\":200}}}} | clusterStrategy.beClass.resctrlQOS.mbaPercent must be in 0..100",
                "cpu-burst-config | {\"clusterStrategy\":{\"policy\":\"always\"}} | clusterStrategy.policy must be one of",
                "cpu-burst-config | {\"clusterStrategy\":{\"cpuBurstPercent\":10001}} | cpuBurstPercent must be in 0..10000",
                "system-config | {\"clusterStrategy\":{\"totalNetworkBandwidth\":\"fast\"}} | totalNetworkBandwidth is malformed: 'fast'",
                "host-application-config | {\"applications\":[{\"name\":1}]} | applications[0].name must be a string, was 1",
                "cpu-normalization-config | nothing | Unrecognized token",
            })
    void rejectsWhatCannotBeUsedAndSaysWhere(String key, String document, String expected) {
        assertThat(fault(key, document)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "{}", "{\"unknown\":{\"a\":1}}"})
    void takesEmptyAndUnknownContentForDefaults(String document) {
        for (String key : Arrays.asList(
                "colocation-config", "resource-threshold-config", "resource-qos-config", "host-application-config")) {
            assertThat(parse(key, document)).isInstanceOfSatisfying(Result.Accepted.class, accepted -> {
                assertThat(accepted.config().colocation().cluster().strategy()).isEqualTo(ColocationStrategy.DEFAULT);
                assertThat(accepted.config().sections()).isEqualTo(SloControllerConfig.DEFAULT.sections());
            });
        }
    }

    @Test
    void readsNamesWhateverTheirCase() {
        assertThat(fault("colocation-config", "{\"CPUReclaimThresholdPercent\":-1}"))
                .contains("cpuReclaimThresholdPercent must be in");
        assertThat(fault("resource-threshold-config", "{\"ClusterStrategy\":{\"Enable\":1}}"))
                .contains("clusterStrategy.enable must be");
    }

    @Test
    void collectsTheFirstFaultOfEachKey() {
        Result result = SloControllerConfig.parse(
                Map.of("colocation-config", "{", "cpu-burst-config", "[]", "unknown-config", "{"), SCHEMA);

        assertThat(result)
                .isInstanceOfSatisfying(
                        Result.Rejected.class,
                        rejected -> assertThat(rejected.violations())
                                .extracting(Violation::key)
                                .containsExactly("colocation-config", "cpu-burst-config"));
    }
}
