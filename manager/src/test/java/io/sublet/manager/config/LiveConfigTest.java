package io.sublet.manager.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ColocationConfig;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.crds.config.SloSection;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.Published;
import io.sublet.model.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveConfigTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();

    private final LiveConfig live = new LiveConfig(SCHEMA);

    private LiveConfig.Change offer(String... data) {
        return live.offer(
                Optional.of(data.length == 2 ? Map.of(data[0], data[1]) : Map.of(data[0], data[1], data[2], data[3])));
    }

    private boolean enabled() {
        return live.inForce()
                .get(ConfigKey.COLOCATION)
                .map(ColocationConfig::cluster)
                .orElseThrow()
                .enabled();
    }

    private String offerOf(Map<String, String> labels) {
        NodeView node = new NodeView("n", labels, Map.of(), Reading.missing(""), Reading.missing(""), Published.NONE);
        return live.offerStrategyOf(node) instanceof NodeStrategy.Effective effective
                ? effective.strategy().enabled() + " by " + effective.sources()
                : "nobody knows";
    }

    @Test
    void aNodeWhoseAgentGivesEverythingBackOffersNothing() {
        offer("colocation-config", "{\"enable\":true}", "colocation-switch-config", """
                {"nodeConfigs":[{"name":"b","nodeSelector":{"matchLabels":{"pool":"b"}},"colocation":"disabled"}]}""");

        assertThat(offerOf(Map.of())).isEqualTo("true by [cluster]");
        assertThat(offerOf(Map.of("pool", "b"))).isEqualTo("false by [colocation-switch-config]");
        assertThat(offerOf(Map.of("sublet.io/colocation", "disabled")))
                .isEqualTo("false by [label sublet.io/colocation]");
    }

    @Test
    void whileNobodyKnowsWhetherItIsSwitchedOffNothingIsKnown() {
        offer("colocation-config", "{\"enable\":true}", "colocation-switch-config", "{");

        assertThat(offerOf(Map.of())).isEqualTo("nobody knows");
    }

    @Test
    void keepsTheLastGoodContentOfEachKey() {
        assertThat(offer("colocation-config", "{\"enable\":true}").rejected()).isEmpty();

        LiveConfig.Change change = offer("colocation-config", "{\"enable\":0}", "cpu-burst-config", """
                {"clusterStrategy":{"policy":"auto"}}""");

        assertThat(change.rejected()).containsExactly("colocation-config");
        assertThat(change.replaced()).containsExactly("cpu-burst-config");
        assertThat(enabled()).isTrue();
        assertThat(live.isRejected(ConfigKey.COLOCATION)).isTrue();
        assertThat(live.isRejected(ConfigKey.of(SloSection.BURST))).isFalse();
        assertThat(live.inForce()
                        .get(ConfigKey.of(SloSection.BURST))
                        .orElseThrow()
                        .cluster())
                .containsEntry("policy", "auto");
    }

    @Test
    void hasNoContentOfAKeyThatHasBeenInvalidSinceTheStart() {
        assertThat(live.inForce().get(ConfigKey.COLOCATION)).isEmpty();

        LiveConfig.Change change = offer("colocation-config", "{");

        assertThat(change.replaced()).doesNotContain("colocation-config").contains("system-config");
        assertThat(live.inForce().get(ConfigKey.COLOCATION)).isEmpty();
        assertThat(live.inForce().get(ConfigKey.of(SloSection.SYSTEM))).isPresent();
    }

    @Test
    void theDefaultsAreNotTakenForWhatWasOffered() {
        offer("colocation-config", "{\"enable\":true}");

        assertThat(live.offerDefaults()).isEmpty();
        assertThat(enabled()).isTrue();
    }

    @Test
    void theDefaultsHoldWhereNothingWasOffered() {
        assertThat(live.offerDefaults().orElseThrow().rejected()).isEmpty();
        assertThat(enabled()).isFalse();
    }

    @Test
    void tellsWhatChanges() {
        assertThat(live.offer(Optional.empty()).replaced())
                .isEqualTo(ConfigKey.all().stream().map(ConfigKey::name).toList());

        assertThat(offer("colocation-config", "null")).isEqualTo(new LiveConfig.Change(List.of(), List.of()));
        assertThat(offer("colocation-config", "{\"enable\":true}").replaced()).containsExactly("colocation-config");
        assertThat(live.offer(Optional.empty()).replaced()).containsExactly("colocation-config");
        assertThat(enabled()).isFalse();
    }
}
