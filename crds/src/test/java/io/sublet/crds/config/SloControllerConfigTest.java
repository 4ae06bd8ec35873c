package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloControllerConfigTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();

    private static SloControllerConfig parse(String key, String document) {
        return SloControllerConfig.parse(Map.of(key, document), SCHEMA);
    }

    private static List<String> faults(String key, String document) {
        return parse(key, document).violations().stream()
                .map(Violation::toString)
                .toList();
    }

    @Test
    void moreItemsThanAreTakenRejectTheKey() {
        String items = "{},".repeat(10_000);
        assertThat(faults("colocation-config", "{\"nodeConfigs\":[" + items + "{}]}"))
                .containsExactly("colocation-config: nodeConfigs has 10001 items; at most 10000 are taken");
        assertThat(faults("colocation-config", "{\"nodeConfigs\":[" + items.substring(0, items.length() - 1) + "]}"))
                .isEmpty();
    }

    @Test
    void ofVeryManyFaultsTheFirstAreTold() {
        StringBuilder document = new StringBuilder("{\"nodeConfigs\":[");
        for (int i = 0; i < 3000; i++) {
            document.append(i == 0 ? "" : ",")
                    .append("{\"name\":\"n")
                    .append(i)
                    .append("\",\"enable\":")
                    .append(i);
            document.append(",\"other").append(i).append("\":1}");
        }
        SloControllerConfig config =
                parse("colocation-config", document.append("]}").toString());

        assertThat(config.violations())
                .hasSize(1001)
                .last()
                .satisfies(last -> assertThat(last.why()).isEqualTo("there may be more; only the first 1000 are told"));
        assertThat(config.warnings()).hasSize(1001);
    }

    @Test
    void theFirstItemThatTakesAllNodesOfALaterOneIsNamed() {
        String document = """
                {"nodeConfigs":[{"name":"a","nodeSelector":{"matchLabels":{"p":"1"}}},{"name":"all","nodeSelector":{}},
                  {"name":"b","nodeSelector":{"matchLabels":{"p":"1"}}},{"name":"c","nodeSelector":{"matchLabels":{"p":"2"}}},
                  {"name":"d","nodeSelector":{}}]}""";
        assertThat(parse("colocation-config", document).warnings())
                .extracting(Violation::why)
                .containsExactly(
                        "nodeConfigs[2] is never reached: a selects its nodes before it",
                        "nodeConfigs[3] is never reached: all selects its nodes before it",
                        "nodeConfigs[4] is never reached: all selects its nodes before it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "colocation-config | {\"degradeTimeMinutes\":0} | colocation-config: degradeTimeMinutes must be in 1..",
                "colocation-config | {\"cpuReclaimThresholdPercent\":-1} | cpuReclaimThresholdPercent must be in"
                        + " 0..10000, was -1",
                "colocation-config | {\"cpuReclaimThresholdPercent\":\"60\"} | must be a whole number, was \"60\"",
                "colocation-config | {\"cpuReclaimThresholdPercent\":60.5} | must be a whole number, was 60.5",
                "colocation-config | {\"midCPUThresholdPercent\":101} | midCPUThresholdPercent must be in 0..100, was"
                        + " 101",
                "colocation-config | {\"resourceDiffThreshold\":0} | resourceDiffThreshold must be over 0 and at most"
                        + " 1, was 0",
                "colocation-config | {\"resourceDiffThreshold\":1.01} | resourceDiffThreshold must be over 0 and at"
                        + " most 1",
                "colocation-config | {\"cpuCalculatePolicy\":\"maxUsageRequst\"} | cpuCalculatePolicy must be one of"
                        + " usage, request, maxUsageRequest, was maxUsageRequst",
                "colocation-config | {\"metricMemoryCollectPolicy\":\"all\"} | metricMemoryCollectPolicy must be",
                "colocation-config | {\"metricAggregatePolicy\":{\"durations\":[\"5\"]}} | '5' is not a duration",
                "colocation-config | {\"enable\":\"yes\"} | enable must be true or false, was \"yes\"",
                "colocation-config | {\"enable\":true | Unexpected end-of-input",
                "colocation-config | [] | the document must be an object",
                "colocation-config | {\"nodeConfigs\":[{},{\"degradeTimeMinutes\":0}]} |"
                        + " nodeConfigs[1].degradeTimeMinutes must be",
                "colocation-config |"
                        + " {\"nodeConfigs\":[{\"nodeSelector\":{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"Is\"}]}}]}"
                        + " | nodeConfigs[0].nodeSelector.matchExpressions[0].operator must be In",
                "colocation-config |"
                        + " {\"nodeConfigs\":[{\"nodeSelector\":{\"matchExpressions\":[{\"key\":\"a\",\"operator\":\"In\"}]}}]}"
                        + " | values must not be empty",
                "resource-threshold-config | {\"clusterStrategy\":{\"cpuSuppressThresholdPercent\":101}} |"
                        + " resource-threshold-config: clusterStrategy.cpuSuppressThresholdPercent must be in 0..100, was"
                        + " 101",
                "resource-threshold-config | {\"clusterStrategy\":{\"cpuSuppressPolicy\":\"cpusets\"}} |"
                        + " clusterStrategy.cpuSuppressPolicy must be one of cpuset, cfsQuota, was cpusets",
                "resource-threshold-config | {\"clusterStrategy\":{\"memoryEvictLowerPercent\":70}} |"
                        + " memoryEvictThresholdPercent must be greater than memoryEvictLowerPercent, was 70 with 70",
                "resource-threshold-config | {\"clusterStrategy\":{\"memoryAllocatableEvictThresholdPercent\":100}} |"
                        + " must be greater than memoryAllocatableEvictLowerPercent, was 100 with 100",
                "resource-threshold-config | {\"clusterStrategy\":{\"cpuAllocatableEvictLowerPercent\":110}} | was 110"
                        + " with 110",
                "resource-threshold-config |"
                        + " {\"clusterStrategy\":{\"cpuEvictBESatisfactionUpperPercent\":30,\"cpuEvictBESatisfactionLowerPercent\":40}}"
                        + " | was 30 with 40",
                "resource-threshold-config | {\"clusterStrategy\":{\"cpuEvictTimeWindowSeconds\":0}} |"
                        + " cpuEvictTimeWindowSeconds must be in 1..",
                "resource-threshold-config | {\"clusterStrategy\":{\"allocatableEvictPriorityThreshold\":8000}} | must"
                        + " be in 0..7999, was 8000",
                "resource-threshold-config | {\"nodeStrategies\":[{\"enable\":1}]} | nodeStrategies[0].enable must be"
                        + " true or false, was 1",
                "resource-qos-config | {\"clusterStrategy\":{\"beClass\":{\"resctrlQOS\":{\"mbaPercent\":200}}}} |"
                        + " clusterStrategy.beClass.resctrlQOS.mbaPercent must be in 0..100",
                "cpu-burst-config | {\"clusterStrategy\":{\"policy\":\"always\"}} | clusterStrategy.policy must be one"
                        + " of",
                "resource-qos-config |"
                        + " {\"clusterStrategy\":{\"beClass\":{\"resctrlQOS\":{\"catRangeStartPercent\":30}}}} |"
                        + " catRangeEndPercent must be greater than catRangeStartPercent, was 30 with 30",
                "resource-qos-config | {\"clusterStrategy\":{\"lsClass\":{\"cpuQOS\":{\"groupIdentity\":3}}}} |"
                        + " cpuQOS.groupIdentity must be in -1..2, was 3",
                "resource-qos-config | {\"clusterStrategy\":{\"lsClass\":{\"memoryQOS\":{\"throttlingPercent\":101}}}}"
                        + " | must be in 0..100, was 101",
                "resource-qos-config | {\"clusterStrategy\":{\"lsClass\":{\"memoryQOS\":{\"priority\":13}}}} | must be"
                        + " in 0..12, was 13",
                "resource-qos-config | {\"clusterStrategy\":{\"policies\":{\"cpuPolicy\":\"bvt\"}}} |"
                        + " policies.cpuPolicy must be one of groupIdentity, coreSched, was bvt",
                "resource-qos-config |"
                        + " {\"clusterStrategy\":{\"cgroupRoot\":{\"blkioQOS\":{\"blocks\":[{\"type\":\"disk\"}]}}}} |"
                        + " cgroupRoot.blkioQOS.blocks[0].type must be one of device",
                "resource-qos-config | {\"clusterStrategy\":{\"lsClass\":{\"networkQOS\":{\"ingressRequest\":101}}}} |"
                        + " ingressRequest must be in 0..100, was 101",
                "resource-qos-config |"
                        + " {\"clusterStrategy\":{\"lsClass\":{\"networkQOS\":{\"ingressRequest\":\"fast\"}}}} | 'fast' is"
                        + " not a quantity",
                "resource-qos-config |"
                        + " {\"clusterStrategy\":{\"lsClass\":{\"networkQOS\":{\"ingressRequest\":60}},\"beClass\":{\"networkQOS\":{\"ingressRequest\":50}}}}"
                        + " | must be 100 percent or less together, were 110",
                "resource-qos-config |"
                        + " {\"clusterStrategy\":{\"lsClass\":{\"networkQOS\":{\"egressRequest\":60}},\"beClass\":{\"networkQOS\":{\"egressRequest\":\"50M\"}}}}"
                        + " | must all be percentages or all be quantities",
                "resource-qos-config |"
                        + " {\"clusterStrategy\":{\"lsClass\":{\"networkQOS\":{\"egressRequest\":\"2G\",\"egressLimit\":\"1G\"}}}}"
                        + " | egressRequest must not be over egressLimit, was 2000000000 with 1000000000",
                "cpu-burst-config | {\"clusterStrategy\":{\"cpuBurstPercent\":10001}} | cpuBurstPercent must be in"
                        + " 0..10000",
                "cpu-burst-config | {\"clusterStrategy\":{\"cpuBurstPercent\":0}} | cpuBurstPercent must be in"
                        + " 1..10000",
                "cpu-burst-config | {\"clusterStrategy\":{\"cfsQuotaBurstPercent\":99}} | cfsQuotaBurstPercent must be"
                        + " in 100..",
                "system-config | {\"clusterStrategy\":{\"watermarkScaleFactor\":401}} | watermarkScaleFactor must be"
                        + " in 1..400, was 401",
                "system-config | {\"clusterStrategy\":{\"totalNetworkBandwidth\":\"fast\"}} | totalNetworkBandwidth is"
                        + " malformed: 'fast'",
                "host-application-config | {\"applications\":[{\"name\":1}]} | applications[0].name must be a string,"
                        + " was 1",
                "cpu-normalization-config | nothing | Unrecognized token",
                "cpu-normalization-config | {\"defaultRatio\":0.9} | defaultRatio must be in 1..5, was 0.9",
                "cpu-normalization-config | {\"ratioModel\":{\"x\":{\"baseRatio\":5.01}}} | ratioModel.x.baseRatio"
                        + " must be in 1..5, was 5.01",
                "resource-amplification-config | {\"nodeConfigs\":[{\"resourceAmplificationRatio\":{\"cpu\":0.5}}]} |"
                        + " nodeConfigs[0].resourceAmplificationRatio.cpu must be in 1..100, was 0.5",
                "node-watermark-config |"
                        + " {\"clusterStrategy\":{\"rules\":[{\"name\":\"a\",\"metric\":\"nodeCpu\",\"value\":1,\"action\":\"Evict\"}]}}"
                        + " | clusterStrategy.rules[0].metric must be one of nodeCpuUsagePercent, nodeCpuUsageMilliCpu,",
                "node-watermark-config | {\"nodeStrategies\":[{\"name\":\"x\",\"rules\":[{\"name\":\"a\"}]}]} |"
                        + " nodeStrategies[0].rules[0] must have exactly one of metric, prometheusQuery and podEndpoint"
                        + " (item x)",
                "interference-config | {\"clusterStrategy\":{\"windowSeconds\":25}} | windowSeconds must be a multiple"
                        + " of 10, was 25",
                "interference-config | {\"clusterStrategy\":{\"outlierWindows\":6,\"ofWindows\":5}} | ofWindows must"
                        + " be in 6..20, was 5",
                "interference-config | {\"clusterStrategy\":{\"deviations\":0.5}} | deviations must be in 1..10, was"
                        + " 0.5",
                "interference-config | {\"clusterStrategy\":{\"correlation\":1e999999999}} | correlation must be in"
                        + " 0.1..1, was 1E+999999999",
                "interference-config | {\"nodeStrategies\":[{\"name\":\"x\",\"severestAction\":\"Kill\"}]} |"
                        + " nodeStrategies[0].severestAction must be one of None, Throttle, Cache, Freeze, Evict, was Kill"
                        + " (item x)",
                "interference-config |"
                        + " {\"clusterStrategy\":{\"outlierWindows\":9},\"nodeStrategies\":[{\"name\":\"x\",\"ofWindows\":8}]}"
                        + " | nodeStrategies[0].ofWindows must be in 9..20, was 8 (item x)",
                "interference-config | {\"clusterStrategy\":{\"memoryBandwidthMBps\":0}} | memoryBandwidthMBps must be in"
                        + " 100..10000000, was 0",
                "interference-config | {\"clusterStrategy\":{\"bandwidthThresholdPercent\":101}} |"
                        + " bandwidthThresholdPercent must be in 10..100, was 101",
                "interference-config | {\"clusterStrategy\":{\"bandwidthSharePercent\":0}} | bandwidthSharePercent must be"
                        + " in 1..100, was 0",
                "interference-config | {\"nodeStrategies\":[{\"name\":\"x\",\"bandwidthReadings\":21}]} |"
                        + " nodeStrategies[0].bandwidthReadings must be in 1..20, was 21 (item x)",
                "pressure-config | {\"clusterStrategy\":{\"diskThresholdPercent\":100}} | diskThresholdPercent must be in"
                        + " 1..99, was 100",
                "pressure-config | {\"clusterStrategy\":{\"closeSeconds\":-1}} | closeSeconds must be in 0..3600, was"
                        + " -1",
                "pressure-config |"
                        + " {\"clusterStrategy\":{\"inodeLowerPercent\":70},\"nodeStrategies\":[{\"name\":\"x\",\"inodeThresholdPercent\":70}]}"
                        + " | nodeStrategies[0].inodeLowerPercent must be below inodeThresholdPercent, was 70 with 70 (item x)",
                "dscp-config | {\"clusterStrategy\":{\"batch\":64}} | clusterStrategy.batch must be in 0..63, was 64",
                "dscp-config | {\"nodeStrategies\":[{\"name\":\"x\",\"prod\":\"gold\"}]} | nodeStrategies[0].prod must be in"
                        + " 0..63 or a name such as EF, AF11 or CS1, was gold (item x)",
                "latency-target-config | {\"clusterStrategy\":{\"targets\":[{\"name\":\"a\",\"limit\":1}]}} |"
                        + " clusterStrategy.targets[0] must have exactly one of prometheusQuery and podEndpoint",
                "latency-target-config |"
                        + " {\"clusterStrategy\":{\"targets\":[{\"name\":\"a\",\"prometheusQuery\":\"x\",\"limit\":0}]}} |"
                        + " targets[0].limit must be above 0",
                "latency-target-config |"
                        + " {\"clusterStrategy\":{\"targets\":[{\"name\":\"a\",\"prometheusQuery\":\"x\",\"limit\":1},{\"name\":\"a\",\"prometheusQuery\":\"y\",\"limit\":1}]}}"
                        + " | targets[1].name must be unique, was a again",
                "colocation-switch-config | {\"nodeConfigs\":[{\"name\":\"x\",\"colocation\":\"off\"}]} |"
                        + " nodeConfigs[0].colocation must be one of enabled, disabled, was off (item x)",
                "colocation-config | {\"midReclaimMode\":\"dynamic\"} | midReclaimMode must be one of static, was"
                        + " dynamic",
                "colocation-config | {\"extensions\":{\"sublet.io/stable-offer\":{\"holdSeconds\":0}}} |"
                        + " extensions.sublet.io/stable-offer.holdSeconds must be in 1..3600",
            })
    void rejectsWhatCannotBeUsedAndSaysWhere(String key, String document, String expected) {
        assertThat(faults(key, document)).singleElement().asString().contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "null", "{}", "{\"unknown\":{\"a\":1}}"})
    void takesEmptyAndUnknownContentForDefaults(String document) {
        for (ConfigKey<?> key : ConfigKey.all()) {
            SloControllerConfig config = parse(key.name(), document);

            assertThat(config.violations()).isEmpty();
            assertThat(config.of(key).value()).isEqualTo(Optional.of(key.defaults()));
        }
    }

    @Test
    void readsNamesWhateverTheirCase() {
        assertThat(faults("colocation-config", "{\"CPUReclaimThresholdPercent\":-1}"))
                .singleElement()
                .asString()
                .contains("cpuReclaimThresholdPercent must be in");
        assertThat(faults("resource-threshold-config", "{\"ClusterStrategy\":{\"Enable\":1}}"))
                .singleElement()
                .asString()
                .contains("clusterStrategy.enable must be");
    }

    @Test
    void findsAllFaultsAndNamesTheItem() {
        assertThat(faults("colocation-config", """
            {"enable":"yes","degradeTimeMinutes":0,
             "nodeConfigs":[{"name":"gpu","midCPUThresholdPercent":200,"enable":2},{"updateTimeThresholdSeconds":-1}]}\
            """))
                .containsExactly(
                        "colocation-config: enable must be true or false, was \"yes\"",
                        "colocation-config: degradeTimeMinutes must be in 1..5256000, was 0",
                        "colocation-config: nodeConfigs[0].enable must be true or false, was 2 (item gpu)",
                        "colocation-config: nodeConfigs[0].midCPUThresholdPercent must be in 0..100, was 200 (item"
                                + " gpu)",
                        "colocation-config: nodeConfigs[1].updateTimeThresholdSeconds must be in 1..315360000, was -1");
        assertThat(faults("cpu-burst-config", """
            {"clusterStrategy":{"policy":"always"},"nodeStrategies":[
             {"name":"a","nodeSelector":{"matchExpressions":[{"key":"a","operator":"Is"}]}},
             {"name":"b","cpuBurstPercent":"x","cfsQuotaBurstPercent":true}]}\
            """)).hasSize(4);
    }

    @Test
    void judgesEachKeyOnItsOwn() {
        SloControllerConfig config = SloControllerConfig.parse(
                Map.of(
                        "colocation-config", "{",
                        "cpu-burst-config", "[]",
                        "system-config", "{\"clusterStrategy\":{\"minFreeKbytesFactor\":5}}",
                        "unknown-config", "{"),
                SCHEMA);

        assertThat(config.violations())
                .extracting(Violation::key)
                .containsExactly("colocation-config", "cpu-burst-config");
        assertThat(config.of(ConfigKey.COLOCATION).value()).isEmpty();
        assertThat(config.of(ConfigKey.of(SloSection.SYSTEM))
                        .value()
                        .orElseThrow()
                        .cluster())
                .containsEntry("minFreeKbytesFactor", 5L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "colocation-config | {\"cpuReclaimThresholdPercnt\":1} | cpuReclaimThresholdPercnt is not known and"
                        + " has no effect; is it cpuReclaimThresholdPercent?",
                "cpu-burst-config | {\"clusterStrategy\":{\"polcy\":\"auto\"}} | clusterStrategy.polcy is not known"
                        + " and has no effect; is it policy?",
                "host-application-config | {\"applications\":[{\"name\":\"x\",\"qos\":\"BestEffort\"}]} |"
                        + " applications[0].qos is none of LSE, LSR, LS, BE, SYSTEM, was BestEffort",
                "colocation-config | {\"nodeConfigs\":[{\"name\":\"a\"}]} | nodeConfigs[0] has no nodeSelector and is"
                        + " for no node (item a)",
                "colocation-config |"
                        + " {\"nodeConfigs\":[{\"name\":\"a\",\"nodeSelector\":{}},{\"nodeSelector\":{\"matchLabels\":{\"x\":\"y\"}}}]}"
                        + " | nodeConfigs[1] is never reached: a selects its nodes before it",
                "colocation-config |"
                        + " {\"nodeConfigs\":[{\"name\":\"a\",\"nodeSelector\":{\"matchLabels\":{\"x\":\"y\"}}},{\"name\":\"a\",\"nodeSelector\":{}}]}"
                        + " | nodeConfigs[1].name is that of an earlier item: a",
            })
    void warnsOfWhatHasNoEffect(String key, String document, String expected) {
        SloControllerConfig config = parse(key, document);

        assertThat(config.violations()).isEmpty();
        assertThat(config.warnings()).singleElement().asString().contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"10G, 0", "2G, 1", "0, 0"})
    void comparesRequestedBandwidthWithThatOfTheNode(String total, int warnings) {
        SloControllerConfig config = SloControllerConfig.parse(
                Map.of(
                        "system-config",
                        "{\"clusterStrategy\":{\"totalNetworkBandwidth\":\"" + total + "\"}}",
                        "resource-qos-config",
                        """
                        {"clusterStrategy":{"lsClass":{"networkQOS":{"ingressRequest":"2G","egressRequest":"1G"}},
                                            "beClass":{"networkQOS":{"ingressRequest":"1M"}}}}\
                        """),
                SCHEMA);

        assertThat(config.violations()).isEmpty();
        assertThat(config.warnings()).hasSize(warnings);
    }

    @ParameterizedTest
    @CsvSource({
        "x, true, true, 1.1",
        "x, true, false, 1.0",
        "x, false, true, 1.4",
        "x, false, false, 1.3",
        "y, true, true, 2",
        "z, false, true, 1.5"
    })
    void findsTheRatioOfACpu(String model, boolean hyperThread, boolean turbo, String ratio) {
        Layered<NormalizationStrategy> config =
                ConfigKey.NORMALIZATION.read("""
                    {"enable":true,"defaultRatio":2,"ratioModel":{
                      "x":{"baseRatio":1.3,"hyperThreadEnabledRatio":1.0,"turboEnabledRatio":1.4,"HyperThreadTurboEnabledRatio":1.1},
                      "z":{"baseRatio":1.2,"turboEnabledRatio":1.2}},
                     "nodeConfigs":[{"nodeSelector":{},"ratioModel":{"z":{"turboEnabledRatio":1.5}}}]}\
                    """, SCHEMA).value().orElseThrow();
        NormalizationStrategy strategy = config.of(Map.of());

        assertThat(strategy.enabled()).isTrue();
        assertThat(strategy.ratio(model, hyperThread, turbo).orElseThrow()).isEqualByComparingTo(ratio);
        // An entry of a map is replaced whole: the item's z has no base ratio of its own.
        assertThat(strategy.ratio("z", false, false).orElseThrow()).isEqualByComparingTo("2");
    }

    @Test
    void mergesAmplificationRatiosByResource() {
        Layered<AmplificationStrategy> config =
                ConfigKey.AMPLIFICATION.read("""
                    {"resourceAmplificationRatio":{"cpu":1.5},"nodeConfigs":[
                      {"nodeSelector":{},"enable":true,"resourceAmplificationRatio":{"memory":1.2}}]}\
                    """, SCHEMA).value().orElseThrow();

        assertThat(config.cluster().enabled()).isFalse();
        assertThat(config.of(Map.of()))
                .isEqualTo(new AmplificationStrategy(
                        true, Map.of("cpu", new BigDecimal("1.5"), "memory", new BigDecimal("1.2"))));
    }
}
