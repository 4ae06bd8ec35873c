package io.sublet.manager.overcommit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.Published;
import io.sublet.model.reading.Reading;
import org.junit.jupiter.api.Test;

/** What the log says of one pass. */
class DecisionLineTest {
    private static String line(NodeScenario scenario) {
        return DecisionLine.of(scenario.assess());
    }

    @Test
    void hasTheFormulaWithItsNumbers() {
        assertThat(line(NodeScenario.usual()))
                .startsWith("Node node-1: Publish FirstOffer")
                .contains(
                        "batch 25000m = capacity 100000m − margin 35000m − system or reserved 7000m − online 33000m, memory "
                                + "33000000000 = capacity 120000000000 − margin 42000000000 − system or reserved 12000000000"
                                + " − online 33000000000; mid 0m/0;");
    }

    @Test
    void saysWhereTheOfferIsHeld() {
        NodeScenario held = NodeScenario.usual();
        held.published = Published.of(NodeScenario.batchOnly(20_000, 33 * NodeScenario.G));

        assertThat(line(held)).contains("held at 20000m/33000000000 of 25000m/33000000000 until 2026-01-01T12:05:00Z");
    }

    @Test
    void saysWhyThereIsNone() {
        NodeScenario silent = NodeScenario.usual();
        silent.updateTime = Reading.missing("no updateTime");

        assertThat(line(silent)).startsWith("Node node-1: Keep NoReport").contains("no updateTime");
    }
}
