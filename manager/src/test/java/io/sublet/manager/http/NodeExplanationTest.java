package io.sublet.manager.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.overcommit.NodeAssessment;
import io.sublet.manager.overcommit.NodeScenario;
import io.sublet.manager.view.Published;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person is told of a node, as JSON and as a page. */
class NodeExplanationTest {
    private static JsonObject explained(NodeScenario scenario) {
        return Json.parseObject(Json.write(NodeExplanation.of(scenario.assess(), Optional.empty())));
    }

    private static String page(NodeScenario scenario) {
        return NodeText.of(scenario.assess(), Optional.empty());
    }

    private static long term(JsonObject batch, String name, String unit) {
        return batch.objectOrEmpty(name).integer(unit).orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"milliCpu", "bytes"})
    void theTermsOfBatchMakeItsOffer(String unit) {
        JsonObject batch = explained(NodeScenario.usual()).objectOrEmpty("batch");

        assertThat(term(batch, "capacity", unit)
                        - term(batch, "margin", unit)
                        - term(batch, "systemOrReserved", unit)
                        - term(batch, "onlineCounted", unit))
                .isEqualTo(term(batch, "offer", unit))
                .isEqualTo(unit.equals("bytes") ? 33 * NodeScenario.G : 25_000);
    }

    @Test
    void thePageHasTheSameTerms() {
        assertThat(page(NodeScenario.usual()).replaceAll(" +", " "))
                .contains(
                        "\n capacity 100.000 111.76",
                        "\n- margin 35.000 39.12",
                        "\n- system or reserved 7.000 11.18",
                        "\n- online 33.000 30.73",
                        "\n= possible now 25.000 30.73");
    }

    @Test
    void saysWhichInputIsStaleAndSince() {
        NodeScenario stale = NodeScenario.usual();
        stale.updateTime = Reading.of(NodeScenario.NOW.minus(Duration.ofMinutes(20)));
        stale.published = Published.of(NodeScenario.batchOnly(1000, 1));

        JsonObject explained = explained(stale);
        assertThat(explained.objectOrEmpty("refused").string("reason")).contains("StaleReport");
        assertThat(explained.objectOrEmpty("refused").string("text"))
                .hasValueSatisfying(text -> assertThat(text).contains("updateTime=2026-01-01T11:40:00Z", "PT15M"));
        assertThat(explained.objectOrEmpty("plan").string("action")).contains("withdraw");
        assertThat(page(stale)).contains("StaleReport", "2026-01-01T11:40:00Z");
    }

    @Test
    void saysWhichInputIsMissing() {
        NodeScenario unsure =
                NodeScenario.usual().measured("d", PriorityClass.PROD, ResourceUsage.missing("memory: gone"));

        assertThat(explained(unsure).objectOrEmpty("mayOnlyFall").string("text"))
                .hasValueSatisfying(text -> assertThat(text).contains("memory: gone"));
        assertThat(explained(unsure).objectOrEmpty("mid").text("reclaimable")).contains("missing: not predicted");
        assertThat(page(unsure)).contains("may only fall", "memory: gone");
    }

    @Test
    void saysWhatTheStrategyIsPutTogetherFrom() {
        NodeScenario overridden = NodeScenario.usual().config("""
                {"enable":true,"nodeConfigs":[{"name":"large","nodeSelector":{"matchLabels":{"pool":"large"}},
                  "cpuReclaimThresholdPercent":70}]}""");
        overridden.labels.put("pool", "large");
        overridden.labels.put("node.koordinator.sh/memory-reclaim-ratio", "0.5");

        JsonObject strategy = explained(overridden).objectOrEmpty("strategy");
        assertThat(strategy.strings("from"))
                .containsExactly("cluster", "nodeConfigs large", "node annotation or labels");
        assertThat(strategy.objectOrEmpty("cpu").integer("reclaimThresholdPercent"))
                .contains(70L);
        assertThat(strategy.objectOrEmpty("memory").integer("reclaimThresholdPercent"))
                .contains(50L);
        assertThat(page(overridden)).contains("cluster, nodeConfigs large, node annotation or labels: cpu usage 70%");
    }

    @Test
    void saysHowAHeldOfferWillRise() {
        NodeScenario held = NodeScenario.usual();
        held.published = Published.of(NodeScenario.batchOnly(20_000, 33 * NodeScenario.G));
        NodeAssessment found = held.assess();

        JsonObject hold = explained(held).objectOrEmpty("hold");
        assertThat(term(hold, "held", "milliCpu")).isEqualTo(20_000);
        assertThat(term(hold, "offer", "milliCpu")).isEqualTo(25_000);
        assertThat(hold.string("mayRiseAt")).contains("2026-01-01T12:05:00Z");
        assertThat(found.plan().nextCheck()).contains(NodeScenario.NOW.plus(Duration.ofMinutes(5)));
    }
}
