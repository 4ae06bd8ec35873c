package io.sublet.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeFacts;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.protocol.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EffectiveConfigTest {
    private static final FieldSchema SPEC = NodeSloSchema.load();
    private static final NodeFacts PLAIN = new NodeFacts("n1", Map.of("pool", "a"), Map.of());

    private static final Map<String, String> DATA = Map.of(
            "colocation-config", """
                    {"enable":true,"CPUReclaimThresholdPercent":70,
                     "nodeConfigs":[{"name":"pool-a","nodeSelector":{"matchLabels":{"pool":"a"}},"memoryReclaimThresholdPercent":50}]}""",
            "resource-threshold-config", """
                    {"clusterStrategy":{"enable":true,"cpuSuppressThresholdPercent":60},
                     "nodeStrategies":[
                       {"name":"pool-b","nodeSelector":{"matchLabels":{"pool":"b"}},"cpuSuppressThresholdPercent":10},
                       {"name":"pool-a","nodeSelector":{"matchLabels":{"pool":"a"}},"cpuSuppressThresholdPercent":60,"cpuSuppressPolicy":null}]}""",
            "system-config", """
                    {"clusterStrategy":{"totalNetworkBandwidth":"10G"},
                     "nodeStrategies":[{"name":"quiet","nodeSelector":{},"minFreeKbytesFactor":100}]}""");

    private static String setBy(EffectiveConfig config, String key, String field) {
        return config.settings().stream()
                .filter(setting ->
                        setting.key().equals(key) && setting.path().toString().equals(field))
                .map(setting ->
                        Json.write(setting.value()) + " by " + setting.source().text())
                .findFirst()
                .orElse("absent");
    }

    @Test
    void eachValueNamesTheStrongestLayerThatSaysIt() {
        EffectiveConfig config = EffectiveConfig.of(DATA, SPEC, PLAIN);

        assertThat(config.problems()).isEmpty();
        assertThat(setBy(config, "colocation-config", "enable")).isEqualTo("true by cluster");
        assertThat(setBy(config, "colocation-config", "cpuReclaimThresholdPercent"))
                .isEqualTo("70 by cluster");
        assertThat(setBy(config, "colocation-config", "memoryReclaimThresholdPercent"))
                .isEqualTo("50 by item pool-a");
        assertThat(setBy(config, "colocation-config", "degradeTimeMinutes")).isEqualTo("15 by default");
        assertThat(setBy(config, "resource-threshold-config", "cpuSuppressThresholdPercent"))
                .as("an item that repeats the cluster's value would keep it if the cluster's changed")
                .isEqualTo("60 by item pool-a");
        assertThat(setBy(config, "resource-threshold-config", "cpuSuppressPolicy"))
                .as("null says nothing")
                .isEqualTo("\"cpuset\" by default");
    }

    @Test
    void rulesOfOneObjectAreReadWhereTheyStand() {
        Map<String, String> data = Map.of(
                "pressure-config", """
                        {"clusterStrategy":{"diskEnable":true},
                         "nodeStrategies":[{"name":"small","nodeSelector":{},"closeSeconds":0}]}""",
                "dscp-config", """
                        {"clusterStrategy":{"prod":"EF"},
                         "nodeStrategies":[{"name":"slow","nodeSelector":{},"batch":8}]}""");

        EffectiveConfig config = EffectiveConfig.of(data, SPEC, PLAIN);

        assertThat(setBy(config, "pressure-config", "diskEnable")).isEqualTo("true by cluster");
        assertThat(setBy(config, "pressure-config", "closeSeconds")).isEqualTo("0 by item small");
        assertThat(setBy(config, "dscp-config", "prod")).isEqualTo("46 by cluster");
        assertThat(setBy(config, "dscp-config", "batch")).isEqualTo("8 by item slow");
    }

    @Test
    void anItemThatIsSilentAboutBandwidthSetsItBack() {
        assertThat(setBy(EffectiveConfig.of(DATA, SPEC, PLAIN), "system-config", "totalNetworkBandwidth"))
                .isEqualTo("\"0\" by item quiet, by leaving it out");
    }

    @Test
    void theNodesOwnWordIsStronger() {
        NodeFacts annotated = new NodeFacts(
                "n1",
                Map.of("pool", "a", "node.koordinator.sh/memory-reclaim-ratio", "0.4"),
                Map.of("node.koordinator.sh/colocation-strategy", "{\"cpuReclaimThresholdPercent\":70}"));

        EffectiveConfig config = EffectiveConfig.of(DATA, SPEC, annotated);

        assertThat(setBy(config, "colocation-config", "cpuReclaimThresholdPercent"))
                .isEqualTo("70 by node annotation node.koordinator.sh/colocation-strategy");
        assertThat(setBy(config, "colocation-config", "memoryReclaimThresholdPercent"))
                .isEqualTo("40 by node label");
    }

    @Test
    void whatCannotBeUsedIsAProblemAndNoSetting() {
        EffectiveConfig config = EffectiveConfig.of(
                Map.of("resource-threshold-config", "{\"clusterStrategy\":{\"cpuSuppressThresholdPercent\":101}}"),
                SPEC,
                new NodeFacts("n1", Map.of(), Map.of("node.koordinator.sh/colocation-strategy", "{\"enable\":3}")));

        assertThat(config.settings()).noneMatch(setting -> setting.key().equals("resource-threshold-config"));
        assertThat(config.problems()).hasSize(2);
        assertThat(config.problems().getFirst()).startsWith("node n1: ");
        assertThat(config.problems().getLast()).startsWith("resource-threshold-config: ");
    }

    @Test
    void whatSomebodyWroteOnTheNodeSloIsStrongest() {
        List<Setting> foreign = ForeignSettings.of(Json.parseObject("""
                {"metadata":{"managedFields":[
                   {"manager":"sublet-manager","fieldsV1":{"f:spec":{"f:resourceUsedThresholdWithBE":{"f:enable":{}}}}},
                   {"manager":"kubectl","fieldsV1":{"f:metadata":{},"f:spec":{
                      "f:resourceUsedThresholdWithBE":{".":{},"f:cpuSuppressThresholdPercent":{}},
                      "f:extensions":{"f:note":{}}}}}]},
                 "spec":{"resourceUsedThresholdWithBE":{"enable":true,"cpuSuppressThresholdPercent":33},"extensions":{"note":"x"}}}"""));

        EffectiveConfig config = EffectiveConfig.of(DATA, SPEC, PLAIN).with(foreign);

        assertThat(setBy(config, "resource-threshold-config", "cpuSuppressThresholdPercent"))
                .isEqualTo("33 by NodeSLO, by kubectl");
        assertThat(setBy(config, "resource-threshold-config", "enable")).isEqualTo("true by cluster");
        assertThat(setBy(config, "NodeSLO", "extensions.note")).isEqualTo("\"x\" by NodeSLO, by kubectl");
    }

    @Test
    void anotherConfigMapIsComparedByItsMeaningForEachNode() {
        Map<String, String> after = new HashMap<>(DATA);
        after.put("resource-threshold-config", """
                {"nodeStrategies":[{"name":"new name","nodeSelector":{"matchLabels":{"pool":"b"}},"cpuSuppressThresholdPercent":20}],
                 "clusterStrategy":{"cpuSuppressThresholdPercent":60,"enable":true}}""");
        NodeFacts b = new NodeFacts("n2", Map.of("pool", "b"), Map.of());

        List<ConfigDiff.Change> changes = ConfigDiff.between(DATA, after, SPEC, List.of(PLAIN, b));

        assertThat(changes)
                .containsExactly(new ConfigDiff.Change(
                        "resource-threshold-config",
                        new LeafPath(List.of("cpuSuppressThresholdPercent")),
                        Optional.of(10L),
                        Optional.of(20L),
                        List.of("n2")));
        assertThat(ConfigDiff.between(DATA, DATA, SPEC, List.of())).isEmpty();
    }

    @Test
    void aCheckTellsRefusalsWarningsAndItemsWithoutNodes() {
        ConfigCheck check = ConfigCheck.of(
                Map.of(
                        "colocation-config", "{\"enable\":true,\"cpuReclaimTresholdPercent\":70}",
                        "resource-threshold-config", DATA.getOrDefault("resource-threshold-config", ""),
                        "cpu-burst-config", "{",
                        "somebody-else", "x"),
                SPEC,
                Optional.of(List.of(Map.of("pool", "a"))));

        assertThat(check.isUsable()).isFalse();
        assertThat(check.violations()).singleElement().asString().startsWith("cpu-burst-config: ");
        assertThat(check.warnings())
                .singleElement()
                .asString()
                .isEqualTo(
                        "colocation-config: cpuReclaimTresholdPercent is not known and has no effect; is it cpuReclaimThresholdPercent?");
        assertThat(check.notes())
                .containsExactly(
                        "resource-threshold-config: 'pool-b' selects no node of the cluster now",
                        "somebody-else: no key of Sublet, left to others");
    }
}
