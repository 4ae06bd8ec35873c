package io.sublet.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.protocol.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterSwitchTest {
    private static final FieldSchema SPEC = NodeSloSchema.load();
    private static final String POOL_B = """
            {"nodeConfigs":[{"name":"b","nodeSelector":{"matchLabels":{"pool":"b"}},"colocation":"disabled"}]}""";

    @Test
    void endsColocationWhereTheKeySaysSo() {
        Map<String, String> data = Map.of("colocation-switch-config", POOL_B);

        assertThat(ClusterSwitch.isOff(data, SPEC, Map.of("pool", "b"))).isTrue();
        assertThat(ClusterSwitch.isOff(data, SPEC, Map.of("pool", "a"))).isFalse();
        assertThat(ClusterSwitch.isOff(Map.of(), SPEC, Map.of())).isFalse();
        assertThat(ClusterSwitch.isOff(Map.of("colocation-switch-config", "{"), SPEC, Map.of()))
                .isFalse();
    }

    @Test
    void whatTheKeySaidBeforeIsKeptAndComesBack() {
        assertThat(Json.write(ClusterSwitch.off(Map.of("colocation-switch-config", "x"))
                        .get("metadata")))
                .isEqualTo("{\"annotations\":{\"sublet.io/colocation-switch-before\":\"x\"}}");
        assertThat(Json.write(ClusterSwitch.back(Map.of("sublet.io/colocation-switch-before", "x"))
                        .get("data")))
                .isEqualTo("{\"colocation-switch-config\":\"x\"}");
    }

    @Test
    void switchingOffTwiceDoesNotForgetWhatWasBefore() {
        Map<String, String> off = Map.of("colocation-switch-config", "{\"colocation\":\"disabled\"}");

        assertThat(ClusterSwitch.off(off)).containsOnlyKeys("data");
        assertThat(Json.write(ClusterSwitch.back(Map.of()).get("data")))
                .isEqualTo("{\"colocation-switch-config\":null}");
    }
}
