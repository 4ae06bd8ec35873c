package io.sublet.manager.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.NodeSloSchema;
import io.sublet.manager.config.ConfigStatus.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConfigStatusTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final LiveConfig config = new LiveConfig(NodeSloSchema.load());
    private Optional<ConfigStatus> status = Optional.empty();
    private Instant now = START;

    private Condition offer(String colocation) {
        config.offer(Optional.of(Map.of("colocation-config", colocation)));
        now = now.plus(Duration.ofMinutes(1));
        ConfigStatus next = ConfigStatus.of(KeyReport.of(config, List.of(Map.of("pool", "a"))), status, now);
        status = Optional.of(next);
        return next.find("colocation-config").orElseThrow();
    }

    @Test
    void movesTheTimeOfTransitionWithTheStatusAlone() {
        Condition good = offer("{\"enable\":true}");
        assertThat(good.accepted()).isTrue();
        assertThat(good.reason()).isEqualTo("InForce");
        assertThat(good.since()).isEqualTo(now);

        Condition bad = offer("{\"enable\":1}");
        assertThat(bad.accepted()).isFalse();
        assertThat(bad.reason()).isEqualTo("LastGoodInForce");
        assertThat(bad.message()).isEqualTo("enable must be true or false, was 1");
        assertThat(bad.since()).isEqualTo(now);
        assertThat(bad.content()).isNotEqualTo(good.content()).hasSize(16);

        Condition worse = offer("{");
        assertThat(worse.accepted()).isFalse();
        assertThat(worse.since()).isEqualTo(bad.since());

        assertThat(offer("{\"enable\":true}").content()).isEqualTo(good.content());
    }

    @Test
    void tellsAContentThatNeverHeldFromOneThatReplacedAnother() {
        assertThat(offer("{").reason()).isEqualTo("NothingInForce");
        assertThat(offer("").reason()).isEqualTo("InForce");
    }

    @Test
    void warnsOfWhatHasNoEffect() {
        Condition condition = offer(
                "{\"enabled\":true,\"nodeConfigs\":[{\"name\":\"b\",\"nodeSelector\":{\"matchLabels\":{\"pool\":\"b\"}}}]}");

        assertThat(condition.accepted()).isTrue();
        assertThat(condition.reason()).isEqualTo("InForceWithWarnings");
        assertThat(condition.message())
                .isEqualTo("enabled is not known and has no effect; is it enable?; b selects no node of the cluster");
    }

    /** The chart's own item for nodes in another mode is one. */
    @Test
    void takesAnItemThatWaitsForNodesForNoFault() {
        Condition condition = offer("""
                {"nodeConfigs":[{"name":"b","nodeSelector":{"matchLabels":{"pool":"b"}},"enable":false}]}""");

        assertThat(condition.reason()).isEqualTo("InForce");
        assertThat(condition.message()).isEqualTo("b selects no node of the cluster");
    }

    @Test
    void readsWhatItHasWritten() {
        offer("{\"enable\":\"yes\"}");
        ConfigStatus written = status.orElseThrow();

        assertThat(ConfigStatus.parse(written.render())).contains(written);
        assertThat(ConfigStatus.parse("")).isEmpty();
        assertThat(ConfigStatus.parse("{\"conditions\":[{}]}")).isEmpty();
    }

    @Test
    void saysEachRefusedContentOnce() {
        offer("{\"enable\":1}");
        ConfigStatus first = status.orElseThrow();
        assertThat(first.newlyRefused(Optional.empty())).hasSize(1);
        assertThat(first.newlyRefused(Optional.of(first))).isEmpty();

        offer("{\"enable\":2}");
        assertThat(status.orElseThrow().newlyRefused(Optional.of(first)))
                .extracting(Condition::message)
                .containsExactly("enable must be true or false, was 2");
    }
}
