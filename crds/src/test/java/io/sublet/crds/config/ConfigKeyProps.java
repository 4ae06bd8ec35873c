package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.protocol.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Whatever somebody writes into a key is read without an error; 2,500 documents with slips of the pen for each key. */
class ConfigKeyProps {
    private static final int SEEDS = 100;
    private static final int DOCUMENTS = 25;
    private static final FieldSchema SCHEMA = NodeSloSchema.load();

    private static final Map<String, String> SOUND = Map.ofEntries(
            Map.entry("colocation-config", """
                {"enable":true,"cpuReclaimThresholdPercent":60,"cpuCalculatePolicy":"usage","degradeTimeMinutes":15,
                 "resourceDiffThreshold":0.1,"metricAggregatePolicy":{"durations":["5m","10m"]},"midReclaimMode":"static",
                 "extensions":{"sublet.io/stable-offer":{"enable":true,"holdSeconds":60}},
                 "nodeConfigs":[{"name":"gpu","nodeSelector":{"matchLabels":{"pool":"gpu"}},"enable":false}]}\
                """),
            Map.entry("resource-threshold-config", """
                {"clusterStrategy":{"enable":true,"cpuSuppressThresholdPercent":65,"memoryEvictLowerPercent":60},
                 "nodeStrategies":[{"name":"a","nodeSelector":{"matchExpressions":[{"key":"a","operator":"In","values":["x"]}]},
                   "cpuSuppressPolicy":"cfsQuota"}]}\
                """),
            Map.entry("resource-qos-config", """
                {"clusterStrategy":{"policies":{"cpuPolicy":"coreSched"},
                   "lsClass":{"cpuQOS":{"enable":true,"groupIdentity":2},"networkQOS":{"ingressRequest":"10M","ingressLimit":50}},
                   "beClass":{"resctrlQOS":{"catRangeEndPercent":20},"memoryQOS":{"wmarkRatio":95},
                     "blkioQOS":{"blocks":[{"name":"sda","type":"device","ioCfg":{"readIOPS":10}}]}}}}\
                """),
            Map.entry("cpu-burst-config", """
                {"clusterStrategy":{"policy":"auto","cfsQuotaBurstPercent":300},"nodeStrategies":[{"nodeSelector":{}}]}\
                """),
            Map.entry("system-config", """
                {"clusterStrategy":{"minFreeKbytesFactor":100,"totalNetworkBandwidth":"10G","schedFeatures":{"ID":true}}}\
                """),
            Map.entry("host-application-config", """
                {"applications":[{"name":"nm","priority":"koord-batch","qos":"BE","cgroupPath":{"base":"CgroupRoot"}}],
                 "nodeConfigs":[{"nodeSelector":{},"applications":[]}]}\
                """),
            Map.entry("cpu-normalization-config", """
                {"enable":true,"defaultRatio":1.0,"ratioModel":{"x":{"baseRatio":1.3}},
                 "nodeConfigs":[{"nodeSelector":{},"ratioModel":{"y":{"turboEnabledRatio":1.1}}}]}\
                """),
            Map.entry("resource-amplification-config", """
                {"enable":false,"nodeConfigs":[{"nodeSelector":{},"resourceAmplificationRatio":{"cpu":1.5}}]}\
                """),
            Map.entry("node-watermark-config", """
                {"clusterStrategy":{"rules":[
                  {"name":"a","metric":"nodeMemoryUsagePercent","value":90,"action":"Evict","restore":{"value":80}},
                  {"name":"b","podEndpoint":{"port":80,"metric":"q"},"podSelector":{"qosClasses":["LS"]},"value":1,"action":"Throttle",
                   "throttle":{"stepPercent":5}}]}}\
                """),
            Map.entry("interference-config", """
                {"clusterStrategy":{"enable":true,"windowSeconds":60,"deviations":2.5,"severestAction":"Freeze"},
                 "nodeStrategies":[{"nodeSelector":{},"outlierWindows":2,"bandwidthEnable":true,"memoryBandwidthMBps":38400}]}\
                """),
            Map.entry("latency-target-config", """
                {"clusterStrategy":{"targets":[
                  {"name":"a","podEndpoint":{"port":80,"metric":"p99"},"podSelector":{"qosClasses":["LS"]},"limit":0.02},
                  {"name":"b","prometheusQuery":"x","limit":20,"decreasePercent":40}]}}\
                """),
            Map.entry("pressure-config", """
                {"clusterStrategy":{"diskEnable":true,"diskThresholdPercent":85,"diskLowerPercent":70},
                 "nodeStrategies":[{"nodeSelector":{},"closeSeconds":0,"inodeThresholdPercent":90}]}\
                """),
            Map.entry("dscp-config", """
                {"clusterStrategy":{"prod":"AF41","mid":18,"batch":"CS1","free":1},
                 "nodeStrategies":[{"nodeSelector":{},"prod":"","batch":0}]}\
                """),
            Map.entry("colocation-switch-config", """
                {"colocation":"enabled","nodeConfigs":[{"name":"x","nodeSelector":{},"colocation":"disabled"}]}\
                """),
            Map.entry("load-aware-config", """
                {"nodeMetricExpirationSeconds":300,"resourceWeights":{"cpu":1},"estimatedScalingFactors":{"cpu":80},
                 "usageThresholds":{"cpu":65},"supportedResources":["a/b"],"bestScore":30,
                 "pinScoring":{"nodeStrategy":"MostAllocated","memoryWeight":3},
                 "aggregated":{"usageThresholds":{"cpu":70},"usageAggregationType":"p95","usageAggregatedDuration":"5m"},
                 "nodeConfigs":[{"name":"x","nodeSelector":{},"prodUsageThresholds":{"memory":50}}]}\
                """));

    private static @Nullable Object slip(Random random) {
        return switch (random.nextInt(14)) {
            case 0 -> null;
            case 1 -> "";
            case 2 -> "x";
            case 3 -> -1L;
            case 4 -> 0L;
            case 5 -> Long.MAX_VALUE;
            case 6 -> new BigDecimal("1e999999999");
            case 7 -> new BigDecimal("0.5");
            case 8 -> true;
            case 9 -> List.of();
            case 10 -> Map.of();
            case 11 -> List.of(1L, "a");
            case 12 -> Map.of("a", Map.of("b", -5L));
            default -> 101L;
        };
    }

    /** The tree with about one of eight values replaced. */
    private static @Nullable Object withSlips(@Nullable Object tree, Random random) {
        if (random.nextInt(8) == 0) {
            return slip(random);
        }
        return switch (tree) {
            case Map<?, ?> fields -> {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                fields.forEach((name, value) -> copy.put(String.valueOf(name), withSlips(value, random)));
                yield copy;
            }
            case List<?> items -> {
                List<@Nullable Object> copy = new ArrayList<>();
                items.forEach(item -> copy.add(withSlips(item, random)));
                yield copy;
            }
            case null, default -> tree;
        };
    }

    @Property(tries = SEEDS, edgeCases = EdgeCasesMode.NONE)
    void readsEverythingWithoutAnError(@ForAll long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < DOCUMENTS; i++) {
            for (ConfigKey<?> key : ConfigKey.all()) {
                String text = Json.write(withSlips(Json.parse(String.valueOf(SOUND.get(key.name()))), random));
                try {
                    judge(key, text);
                } catch (RuntimeException e) {
                    throw new AssertionError(key + ": " + text, e);
                }
            }
        }
    }

    private static <T> void judge(ConfigKey<T> key, String text) {
        KeyResult<T> result = key.read(text, SCHEMA);
        if (result.value().isPresent() != result.violations().isEmpty()) {
            assertThat(result.violations()).as(text).isEmpty();
        }
        // What is accepted can be shown.
        result.value().ifPresent(value -> Json.write(key.documents(value).cluster()));
    }

    @Example
    void acceptsSoundDocuments() {
        for (ConfigKey<?> key : ConfigKey.all()) {
            assertThat(key.read(SOUND.get(key.name()), SCHEMA).violations()).isEmpty();
        }
    }
}
