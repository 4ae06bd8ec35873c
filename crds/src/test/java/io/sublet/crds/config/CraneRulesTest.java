package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.crds.CraneExamples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Crane's documented rules become can be used as it stands. */
class CraneRulesTest {
    @Test
    void theRulesOfTheDocumentationAreRead() {
        List<JsonNode> maps = CraneExamples.ofKind("ConfigMap");

        assertThat(maps)
                .hasSize(5)
                .allSatisfy(map -> assertThat(SloControllerConfig.parse(
                                        Map.of(
                                                "node-watermark-config",
                                                map.at("/data/node-watermark-config")
                                                        .asText()),
                                        NodeSloSchema.load())
                                .violations())
                        .isEmpty());
    }
}
