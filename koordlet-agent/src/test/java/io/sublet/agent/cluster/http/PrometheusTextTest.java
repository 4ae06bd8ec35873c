package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusTextTest {
    @Test
    void findsEverySampleOfAMetric() {
        String text = """
                # HELP queue_length waiting requests
                # TYPE queue_length gauge
                queue_length 12
                queue_length{shard="a } b",zone="\\""} 3.5e1 1395066363000
                queue_length_max 99
                queue_length{shard="c"} NaN
                queue_length{shard="d"} +Inf
                queue_length{shard="e"
                queue_length
                """;
        assertThat(PrometheusText.samples(text, "queue_length")).containsExactly(12.0, 35.0);
        assertThat(PrometheusText.samples(text, "other")).isEmpty();
        assertThat(PrometheusText.samples("", "queue_length")).isEmpty();
    }

    @Test
    void readsTheNumberOfAQuery() {
        assertThat(PrometheusText.ofQuery(
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"0.25\"]}}"))
                .contains(0.25);
        assertThat(PrometheusText.ofQuery("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":"
                        + "[{\"metric\":{},\"value\":[1,\"7\"]}]}}"))
                .contains(7.0);
        assertThat(PrometheusText.ofQuery(
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}"))
                .isEmpty();
        assertThat(PrometheusText.ofQuery(
                        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"NaN\"]}}"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"status\":\"error\",\"error\":\"parse error\"} | not a successful answer",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}} | not with a matrix",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{},{}]}} | not with 2",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\"}} | has no result",
                "[] | not a successful answer"
            })
    void saysWhatIsNoNumber(String answer, String message) {
        assertThatThrownBy(() -> PrometheusText.ofQuery(answer)).hasMessageContaining(message);
    }
}
