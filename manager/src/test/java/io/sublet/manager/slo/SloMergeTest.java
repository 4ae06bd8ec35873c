package io.sublet.manager.slo;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.NodeSloSchema;
import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.view.NodeSloView;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.Published;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.Dscp;
import io.sublet.model.slo.InterferenceRule;
import io.sublet.model.slo.LatencyTarget;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkRule;
import io.sublet.model.unit.Bytes;
import io.sublet.protocol.SloExtensionsDocument;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SloMergeTest {
    static final String DEFAULTS = """
        {"resourceUsedThresholdWithBE":{"enable":false,"cpuSuppressThresholdPercent":65,
            "cpuSuppressPolicy":"cpuset","memoryEvictThresholdPercent":70,"cpuEvictPolicy":"evictByRealLimit"},
         "resourceQOSStrategy":{},
         "cpuBurstStrategy":{"policy":"none","cpuBurstPercent":1000,"cfsQuotaBurstPercent":300,
            "cfsQuotaBurstPeriodSeconds":-1,"sharePoolThresholdPercent":50},
         "systemStrategy":{"totalNetworkBandwidth":"0"},
         "extensions":{"Object":{}}}\
        """;

    private static final LiveConfig DEFAULT = config(Map.of());

    private static LiveConfig config(Map<String, String> data) {
        LiveConfig config = new LiveConfig(NodeSloSchema.load());
        assertThat(config.offer(Optional.of(data)).rejected()).isEmpty();
        return config;
    }

    private static SloMerge.Document document(LiveConfig config, NodeView node) {
        return SloMerge.document(config.inForce(), node, Optional.empty(), List.of());
    }

    private static NodeView node(String pool, Map<String, String> annotations) {
        return new NodeView(
                "n",
                Map.of("pool", pool),
                annotations,
                Reading.missing("none"),
                Reading.missing("none"),
                Published.NONE);
    }

    private static JsonObject section(String key, String document, String section, String pool) {
        SloMerge.Document merged = document(config(Map.of(key, document)), node(pool, Map.of()));
        return new JsonObject(merged.spec(), "").objectOrEmpty(section);
    }

    @Test
    void writesTheDefaultDocumentOfTheProtocol() {
        SloMerge.Document merged = document(DEFAULT, node("a", Map.of()));

        assertThat(merged.spec()).isEqualTo(Json.parse(DEFAULTS));
        assertThat(merged.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 0", "999, 999, 0", "0, , 1", "-1, , 1", "1000, , 1", "two, , 1"})
    void keepsCpusIdleWhereTheNodeAsksForIt(String annotation, Long cores, int warnings) {
        SloMerge.Document merged = document(DEFAULT, node("a", Map.of(SloMerge.IDLE_CORES, annotation)));

        assertThat(new JsonObject(merged.spec(), "")
                        .objectOrEmpty("extensions")
                        .objectOrEmpty("sublet")
                        .integer("idleCores"))
                .isEqualTo(Optional.ofNullable(cores));
        assertThat(merged.warnings()).hasSize(warnings);
    }

    @ParameterizedTest
    @CsvSource({"a, 50, true, cfsQuota", "b, 45, false, cfsQuota", "c, 40, true, cfsQuota"})
    void laysTheFirstSelectingItemOverTheCluster(String pool, long threshold, boolean enable, String policy) {
        JsonObject found = section("resource-threshold-config", """
            {"clusterStrategy":{"enable":true,"cpuSuppressThresholdPercent":40,"cpuSuppressPolicy":"cfsQuota"},
             "nodeStrategies":[
               {"name":"no selector","cpuSuppressThresholdPercent":1},
               {"nodeSelector":{"matchLabels":{"pool":"a"}},"cpuSuppressThresholdPercent":50,"cpuSuppressPolicy":""},
               {"nodeSelector":{"matchLabels":{"pool":"a"}},"cpuSuppressThresholdPercent":55},
               {"nodeSelector":{"matchLabels":{"pool":"b"}},"enable":false,"cpuSuppressThresholdPercent":45}]}\
            """, "resourceUsedThresholdWithBE", pool);

        assertThat(found.integer("cpuSuppressThresholdPercent")).contains(threshold);
        assertThat(found.bool("enable")).contains(enable);
        assertThat(found.string("cpuSuppressPolicy")).contains(policy);
        assertThat(found.integer("memoryEvictThresholdPercent")).contains(70L);
    }

    @Test
    void mergesClassesFieldByField() {
        JsonObject found = section("resource-qos-config", """
            {"clusterStrategy":{"beClass":{"cpuQOS":{"enable":true,"groupIdentity":-1},
                                           "resctrlQOS":{"enable":true,"mbaPercent":50}}},
             "nodeStrategies":[{"nodeSelector":{},"beClass":{"cpuQOS":{"groupIdentity":0}}}]}\
            """, "resourceQOSStrategy", "a");

        assertThat(found.fields()).isEqualTo(Json.parse("""
            {"beClass":{"cpuQOS":{"enable":true,"groupIdentity":0},"resctrlQOS":{"enable":true,"mbaPercent":50}}}\
            """));
    }

    @ParameterizedTest
    @CsvSource({"a, 0, 7", "b, 20G, 7", "c, 10G, 5"})
    void setsTheBandwidthBackWhereAnItemDoesNotNameIt(String pool, String bandwidth, long factor) {
        JsonObject found = section("system-config", """
            {"clusterStrategy":{"minFreeKbytesFactor":5,"totalNetworkBandwidth":"10G"},
             "nodeStrategies":[
               {"nodeSelector":{"matchLabels":{"pool":"a"}},"minFreeKbytesFactor":7},
               {"nodeSelector":{"matchLabels":{"pool":"b"}},"minFreeKbytesFactor":7,"totalNetworkBandwidth":"20G"}]}\
            """, "systemStrategy", pool);

        assertThat(found.text("totalNetworkBandwidth")).contains(bandwidth);
        assertThat(found.integer("minFreeKbytesFactor")).contains(factor);
    }

    @ParameterizedTest
    @CsvSource({"5G, 5G, 0", "fast, 0, 1"})
    void takesTheBandwidthFromTheNodeIfItIsOne(String annotation, String bandwidth, int warnings) {
        SloMerge.Document merged = document(DEFAULT, node("a", Map.of(SloMerge.NETWORK_BANDWIDTH, annotation)));

        assertThat(new JsonObject(merged.spec(), "")
                        .objectOrEmpty("systemStrategy")
                        .text("totalNetworkBandwidth"))
                .contains(bandwidth);
        assertThat(merged.warnings()).hasSize(warnings);
    }

    @ParameterizedTest
    @CsvSource({"a, 1", "b, 0", "c, 2"})
    void replacesHostApplicationsAsAList(String pool, int count) {
        LiveConfig config = config(Map.of("host-application-config", """
            {"applications":[{"name":"x"},{"name":"y","priority":"koord-batch","unknown":1}],
             "nodeConfigs":[
               {"nodeSelector":{"matchLabels":{"pool":"a"}},"applications":[{"name":"z"}]},
               {"nodeSelector":{"matchLabels":{"pool":"b"}}}]}\
            """));

        JsonObject spec = new JsonObject(document(config, node(pool, Map.of())).spec(), "");

        assertThat(spec.list("hostApplications")).hasSize(count);
        assertThat(spec.fields().containsKey("hostApplications")).isEqualTo(count > 0);
    }

    /** Otherwise a mistyped key and a restart together would switch the protection of every node off. */
    @Test
    @SuppressWarnings("NullAway") // the nullness of a record's type arguments is not read from its class file
    void leavesASectionAsItIsWhereItsKeyHasBeenInvalidSinceTheStart() {
        LiveConfig config = new LiveConfig(NodeSloSchema.load());
        config.offer(Optional.of(Map.of("resource-threshold-config", "{", "cpu-burst-config", "{")));
        JsonObject standing =
                Json.parseObject("{\"resourceUsedThresholdWithBE\":{\"enable\":true},\"systemStrategy\":{\"a\":1}}");
        NodeSloView there = new NodeSloView("n", standing.fields(), Set.of(), Map.of());

        SloMerge.Document merged =
                SloMerge.document(config.inForce(), node("a", Map.of()), Optional.of(there), List.of());

        JsonObject spec = new JsonObject(merged.spec(), "");
        assertThat(spec.objectOrEmpty("resourceUsedThresholdWithBE").bool("enable"))
                .contains(true);
        assertThat(spec.objectOrEmpty("cpuBurstStrategy").string("policy")).contains("none");
        assertThat(spec.objectOrEmpty("systemStrategy").fields()).containsOnlyKeys("totalNetworkBandwidth");
    }

    private static PodQosRule rule(String name) {
        return new PodQosRule(
                name, PodSelector.EVERY_POD, Optional.empty(), 0, PodQosRule.Cpu.NONE, PodQosRule.Memory.NONE);
    }

    @Test
    void carriesTheRulesOfTheNode() {
        LiveConfig config = config(Map.of("node-watermark-config", """
            {"clusterStrategy":{"rules":[{"name":"a","metric":"nodeCpuUsagePercent","value":80,"action":"Throttle"}]},
             "nodeStrategies":[{"nodeSelector":{"matchLabels":{"pool":"b"}},"rules":[
               {"name":"b","metric":"nodeCpuUsagePercent","value":70,"action":"Throttle"}]}]}\
            """));

        SloMerge.Document merged = SloMerge.document(
                config.inForce(), node("b", Map.of()), Optional.empty(), List.of(rule("x"), rule("y")));

        SloExtensions found = SloExtensionsDocument.parse(new JsonObject(merged.spec(), ""))
                .valid()
                .orElseThrow();
        assertThat(found.podQos()).containsExactly(rule("x"), rule("y"));
        assertThat(found.watermarks()).extracting(WatermarkRule::name).containsExactly("b");
    }

    @Test
    @SuppressWarnings("NullAway") // the nullness of a record's type arguments is not read from its class file
    void carriesHowAntagonistsAreFoundWhichLatenciesHaveToBeKeptWhatIsDoneAboutDisksAndHowPacketsAreMarked() {
        LiveConfig config = config(Map.of(
                "interference-config", """
            {"clusterStrategy":{"enable":true,"deviations":3,"bandwidthEnable":true},
             "nodeStrategies":[{"nodeSelector":{"matchLabels":{"pool":"b"}},"severestAction":"Evict","memoryBandwidthMBps":20000}]}\
            """, "latency-target-config", """
            {"clusterStrategy":{"targets":[{"name":"web","prometheusQuery":"p99","limit":0.02}]}}\
            """, "pressure-config", """
            {"clusterStrategy":{"diskEnable":true}}\
            """, "dscp-config", """
            {"clusterStrategy":{"prod":"EF","batch":8},
             "nodeStrategies":[{"nodeSelector":{"matchLabels":{"pool":"b"}},"prod":"","mid":10}]}\
            """));

        SloMerge.Document merged =
                SloMerge.document(config.inForce(), node("b", Map.of()), Optional.empty(), List.of());

        SloExtensions found = SloExtensionsDocument.parse(new JsonObject(merged.spec(), ""))
                .valid()
                .orElseThrow();
        assertThat(found.interference().enabled()).isTrue();
        assertThat(found.interference().detection().deviations()).isEqualTo("3");
        assertThat(found.interference().response().severest()).isEqualTo(InterferenceRule.Severity.EVICT);
        assertThat(found.interference().bandwidth().enabled()).isTrue();
        assertThat(found.interference().bandwidth().movable()).contains(new Bytes(20_000_000_000L));
        assertThat(found.latencyTargets()).extracting(LatencyTarget::name).containsExactly("web");
        assertThat(found.pressure().disk()).isTrue();
        assertThat(found.dscp().byTier())
                .isEqualTo(Map.of(PriorityClass.MID, new Dscp(10), PriorityClass.BATCH, new Dscp(8)));
        LiveConfig mistyped = new LiveConfig(NodeSloSchema.load());
        mistyped.offer(Optional.of(Map.of(
                "interference-config", "{", "latency-target-config", "{", "pressure-config", "{", "dscp-config", "{")));
        SloMerge.Document kept = SloMerge.document(
                mistyped.inForce(),
                node("b", Map.of()),
                Optional.of(new NodeSloView("n", merged.spec(), Set.of(), Map.of())),
                List.of());
        assertThat(SloExtensionsDocument.parse(new JsonObject(kept.spec(), "")).valid())
                .contains(found);
    }

    @Test
    void switchesColocationOffWhereTheConfigurationSaysSo() {
        LiveConfig config = config(Map.of("colocation-switch-config", """
            {"nodeConfigs":[{"name":"b","nodeSelector":{"matchLabels":{"pool":"b"}},"colocation":"disabled"}]}\
            """));

        assertThat(disabled(SloMerge.document(config.inForce(), node("b", Map.of()), Optional.empty(), List.of())))
                .isTrue();
        assertThat(disabled(SloMerge.document(config.inForce(), node("a", Map.of()), Optional.empty(), List.of())))
                .isFalse();
    }

    private static boolean disabled(SloMerge.Document document) {
        return SloExtensionsDocument.parse(new JsonObject(document.spec(), ""))
                .valid()
                .orElseThrow()
                .disabled();
    }

    /** Cutting the list could cut what protects a pod. */
    @Test
    void keepsTheRulesThatTheNodeHasIfTheNewOnesAreTooLong() {
        List<PodQosRule> many =
                IntStream.range(0, 10_000).mapToObj(i -> rule("rule-" + i)).toList();
        SloMerge.Document small =
                SloMerge.document(DEFAULT.inForce(), node("a", Map.of()), Optional.empty(), List.of(rule("x")));
        JsonObject standing = new JsonObject(small.spec(), "");

        SloMerge.Document merged = tooLong(standing, many);

        assertThat(merged.spec().get("extensions")).isEqualTo(small.spec().get("extensions"));
        assertThat(merged.warnings()).extracting(Reason::code).containsExactly(SloReason.ExtensionsTooLarge);
    }

    @SuppressWarnings("NullAway") // the nullness of a record's type arguments is not read from its class file
    private static SloMerge.Document tooLong(JsonObject standing, List<PodQosRule> many) {
        NodeSloView there = new NodeSloView("n", standing.fields(), Set.of(), Map.of());
        return SloMerge.document(DEFAULT.inForce(), node("a", Map.of()), Optional.of(there), many);
    }
}
