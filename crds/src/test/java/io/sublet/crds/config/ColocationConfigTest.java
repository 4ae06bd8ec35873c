package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.unit.Percent;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ColocationConfigTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();
    private static final String STRATEGY = "node.koordinator.sh/colocation-strategy";

    private static ColocationConfig config(String json) {
        KeyResult<ColocationConfig> read = ConfigKey.COLOCATION.read(json, SCHEMA);
        return read.value().orElseThrow(() -> new AssertionError(read.violations()));
    }

    private static NodeFacts node(Map<String, String> labels, Map<String, String> annotations) {
        return new NodeFacts("n", labels, annotations);
    }

    private static NodeStrategy.Effective effective(String json, NodeFacts node) {
        return (NodeStrategy.Effective) config(json).of(node);
    }

    @Test
    void hasTheDefaultsOfTheProtocol() {
        ColocationStrategy defaults = ColocationStrategy.DEFAULT;

        assertThat(defaults.enabled()).isFalse();
        assertThat(defaults.collect()).isEqualTo(CollectPolicy.DEFAULT);
        assertThat(defaults.cpu()).isEqualTo(new ReclaimRule(CalculatePolicy.USAGE, new Percent(60), Optional.empty()));
        assertThat(defaults.memory())
                .isEqualTo(new ReclaimRule(CalculatePolicy.USAGE, new Percent(65), Optional.empty()));
        assertThat(defaults.sync().degradeAfter()).isEqualTo(Duration.ofMinutes(15));
        assertThat(defaults.sync().refreshAfter()).isEqualTo(Duration.ofMinutes(5));
        assertThat(defaults.sync().differenceThreshold()).isEqualByComparingTo("0.1");
        assertThat(defaults.mid())
                .isEqualTo(new MidRule(
                        MidRule.Mode.RECLAIMABLE,
                        new MidRule.Shares(Percent.HUNDRED, Percent.HUNDRED),
                        new Percent(0),
                        new MidRule.Shares(new Percent(0), new Percent(0))));
        assertThat(defaults.stableOffer()).isEqualTo(new StableOffer(true, Duration.ofMinutes(5), new Percent(10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", """
                {"enable":true,"midReclaimMode":"static","midStaticMemoryReservedPercent":3,"batchCPUThresholdPercent":80,
                 "metricAggregatePolicy":{"durations":["5m","90s"]},"metricMemoryCollectPolicy":"usageWithPageCache",
                 "cpuCalculatePolicy":"maxUsageRequest","resourceDiffThreshold":0.25,
                 "extensions":{"sublet.io/stable-offer":{"enable":false,"holdSeconds":7,"quantilePercent":50}}}"""})
    void rendersAStrategyThatMeansTheSame(String json) {
        ColocationStrategy strategy = config(json).cluster();

        assertThat(config(Json.write(ColocationDocument.render(strategy))).cluster())
                .isEqualTo(strategy);
    }

    /** Go's decoder takes a name in any case, and a list that is passed over would switch colocation on where it is to be off. */
    @Test
    void findsTheListPerNodeWhateverTheCaseOfItsName() {
        NodeStrategy.Effective found = effective("""
                {"Enable":true,"NodeConfigs":[
                  {"Name":"off","NodeSelector":{"matchLabels":{"pool":"a"}},"Enable":false}]}""", node(Map.of("pool", "a"), Map.of()));

        assertThat(found.strategy().enabled()).isFalse();
        assertThat(found.clusterEnabled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a, 50", "b, 40", "c, 60", "d, 30"})
    void laysTheFirstSelectingItemOverTheCluster(String pool, long expected) {
        NodeStrategy.Effective found = effective("""
                {"enable":true,"memoryReclaimThresholdPercent":70,"nodeConfigs":[
                  {"name":"never","cpuReclaimThresholdPercent":1},
                  {"name":"one","nodeSelector":{"matchLabels":{"pool":"a"}},"cpuReclaimThresholdPercent":50},
                  {"name":"two","nodeSelector":{"matchExpressions":[{"key":"pool","operator":"In","values":["a","b"]}]},
                   "cpuReclaimThresholdPercent":40},
                  {"name":"three","nodeSelector":{"matchExpressions":[
                     {"key":"pool","operator":"NotIn","values":["c"]},{"key":"pool","operator":"Exists"}]},
                   "cpuReclaimThresholdPercent":30}]}""", node(Map.of("pool", pool), Map.of()));

        assertThat(found.strategy().cpu().threshold()).isEqualTo(new Percent(expected));
        assertThat(found.strategy().memory().threshold()).isEqualTo(new Percent(70));
        assertThat(found.strategy().enabled()).isTrue();
    }

    @Test
    void selectsEveryNodeByAnEmptySelector() {
        NodeStrategy.Effective found = effective("""
                {"nodeConfigs":[{"nodeSelector":{},"enable":true}]}""", node(Map.of(), Map.of()));

        assertThat(found.strategy().enabled()).isTrue();
        assertThat(found.clusterEnabled()).isFalse();
        assertThat(found.sources()).containsExactly("cluster", "nodeConfigs nodeConfigs[0]");
    }

    @ParameterizedTest
    @CsvSource({"a, true, 60, 10", "b, false, 300, 10", "c, true, 120, 0"})
    void readsMidAndTheStableOfferPerPool(String pool, boolean enabled, long hold, long quantile) {
        NodeStrategy.Effective found = effective("""
                {"midReclaimMode":"static","midCPUThresholdPercent":20,"midStaticCPUReservedPercent":7,
                 "midStaticMemoryReservedPercent":8,"midUnallocatedPercent":9,
                 "extensions":{"sublet.io/stable-offer":{"holdSeconds":120,"quantilePercent":0},"other":{"a":1}},
                 "nodeConfigs":[
                  {"nodeSelector":{"matchLabels":{"pool":"a"}},"extensions":{"sublet.io/stable-offer":{"holdSeconds":60}}},
                  {"nodeSelector":{"matchLabels":{"pool":"b"}},"extensions":{"sublet.io/stable-offer":{"enable":false}}},
                  {"nodeSelector":{"matchLabels":{"pool":"c"}},"extensions":{"other":{"b":2}}}]}""", node(Map.of("pool", pool), Map.of()));

        assertThat(found.strategy().stableOffer())
                .isEqualTo(new StableOffer(enabled, Duration.ofSeconds(hold), new Percent(quantile)));
        assertThat(found.strategy().mid())
                .isEqualTo(new MidRule(
                        MidRule.Mode.STATIC,
                        new MidRule.Shares(new Percent(20), Percent.HUNDRED),
                        new Percent(9),
                        new MidRule.Shares(new Percent(7), new Percent(8))));
    }

    @ParameterizedTest
    @CsvSource({"0.29, 28", "0.57, 56", "0.6, 60", "1.5, 150", "0, 0"})
    void readsRatioLabelsAsTheProtocolDoes(String ratio, long percent) {
        NodeFacts node = node(
                Map.of("node.koordinator.sh/cpu-reclaim-ratio", ratio),
                Map.of(STRATEGY, "{\"cpuReclaimThresholdPercent\":10,\"memoryReclaimThresholdPercent\":20}"));

        ColocationStrategy strategy = effective("{\"enable\":true}", node).strategy();

        assertThat(strategy.cpu().threshold()).isEqualTo(new Percent(percent));
        assertThat(strategy.memory().threshold()).isEqualTo(new Percent(20));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | 0.5",
                "[] | 0.5",
                "{\"degradeTimeMinutes\":0} | 0.5",
                "{\"enable\":1} | 0.5",
                "{} | much",
                "{} | -0.1",
                "{} | NaN",
                "{} | 101",
            })
    void doesNotGuessWhatABrokenOverrideMeans(String annotation, String ratio) {
        NodeFacts node = node(Map.of("node.koordinator.sh/memory-reclaim-ratio", ratio), Map.of(STRATEGY, annotation));

        assertThat(config("{\"enable\":true}").of(node)).isInstanceOf(NodeStrategy.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"metricReportIntervalSeconds", "metricAggregateDurationSeconds", "updateTimeThresholdSeconds"})
    void aTimeThatCannotBeMeantIsRefusedWithItsRange(String field) {
        for (String seconds : List.of("-9223372036854775808", "-1", "0", "315360001", "9223372036854775807")) {
            KeyResult<ColocationConfig> read =
                    ConfigKey.COLOCATION.read("{\"enable\":true,\"" + field + "\":" + seconds + "}", SCHEMA);

            assertThat(read.value()).isEmpty();
            assertThat(read.violations())
                    .singleElement()
                    .satisfies(violation -> assertThat(violation.what())
                            .contains(field)
                            .contains("315360000")
                            .contains(seconds));
        }
    }
}
