package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.NodeMetricView;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeMetricViewsTest {
    private static final String SPEC = Json.write(NodeMetricDocument.spec(CollectPolicy.DEFAULT));

    private static NodeMetricView view(String spec) {
        byte[] bytes = ("{\"metadata\":{\"name\":\"n\"},\"spec\":" + spec
                        + ",\"status\":{\"updateTime\":\"2026-01-01T00:00:00Z\"}}")
                .getBytes(StandardCharsets.UTF_8);
        return NodeMetricViews.view(NodeMetricViews.FIELDS.parse(bytes, 0, bytes.length));
    }

    @Test
    void whatIsAskedIsRead() {
        assertThat(view(SPEC).asked()).contains(CollectPolicy.DEFAULT);
    }

    /** The definition allows them; the manager writes its own policy instead, and the report counts. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 10L * 365 * 24 * 3600 + 1, Long.MAX_VALUE})
    void aTimeThatCannotBeMeantAsksForNothing(long seconds) {
        for (Map.Entry<String, String> field : Map.of("reportIntervalSeconds", "60", "aggregateDurationSeconds", "300")
                .entrySet()) {
            String said = "\"" + field.getKey() + "\":" + field.getValue();
            assertThat(SPEC).contains(said);

            NodeMetricView view = view(SPEC.replace(said, "\"" + field.getKey() + "\":" + seconds));

            assertThat(view.asked()).isEmpty();
            assertThat(view.report().updateTime().isMissing()).isFalse();
        }
    }
}
