package io.sublet.manager.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.crds.config.SloControllerConfig;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveConfigTest {
    private static final FieldSchema SCHEMA = NodeSloSchema.load();

    @Test
    void keepsTheLastGoodConfigurationAsAWhole() {
        LiveConfig live = new LiveConfig(SCHEMA);
        assertThat(live.offer(Optional.of(Map.of("colocation-config", "{")))).isEqualTo(LiveConfig.Change.REJECTED);
        assertThat(live.inForce()).isEmpty();

        Map<String, String> good = Map.of("colocation-config", "{\"enable\":true}");
        assertThat(live.offer(Optional.of(good))).isEqualTo(LiveConfig.Change.REPLACED);
        Optional<SloControllerConfig> inForce = live.inForce();
        assertThat(live.offer(Optional.of(Map.of(
                        "colocation-config", "{\"enable\":false}", "cpu-burst-config", "{\"clusterStrategy\":1}"))))
                .isEqualTo(LiveConfig.Change.REJECTED);
        assertThat(live.inForce()).isEqualTo(inForce);
        assertThat(live.violations()).hasSize(1);

        assertThat(live.offer(Optional.of(good))).isEqualTo(LiveConfig.Change.UNCHANGED);
        assertThat(live.violations()).isEmpty();
        assertThat(live.offer(Optional.empty())).isEqualTo(LiveConfig.Change.REPLACED);
        assertThat(live.inForce()).contains(SloControllerConfig.DEFAULT);
    }
}
