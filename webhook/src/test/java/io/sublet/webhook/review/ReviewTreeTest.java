package io.sublet.webhook.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewTreeTest {
    private static JsonNode read(String text) throws IOException {
        return ReviewTree.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void managedFieldsOfBothObjectsAreLeftOutAndNothingElse() throws IOException {
        JsonNode tree = read("""
            {"managedFields":1,"request":{"metadata":{"managedFields":2},
             "object":{"managedFields":3,"metadata":{"name":"a","managedFields":[{"fieldsV1":{"f:a":{}}}],"labels":{}},
                       "spec":{"metadata":{"managedFields":4}}},
             "oldObject":{"metadata":{"managedFields":[]}},"options":null}}\
            """);

        assertThat(tree).isEqualTo(read("""
            {"managedFields":1,"request":{"metadata":{"managedFields":2},
             "object":{"managedFields":3,"metadata":{"name":"a","labels":{}},
                       "spec":{"metadata":{"managedFields":4}}},
             "oldObject":{"metadata":{}},"options":null}}\
            """));
        assertThat(tree.at("/request/object/metadata").has("managedFields")).isFalse();
        assertThat(tree.at("/managedFields").asInt()).isEqualTo(1);
        assertThat(tree.at("/request/options").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "null",
                "7.5",
                "\"]}\"",
                "[{\"k:{\\\"name\\\":\\\"a\\\"}\":{\"]\":{},\"é\\\\\":[1,\"{\"]}}, []]",
                "[{not json}]"
            })
    void whatStandsBehindManagedFieldsIsReadWhateverIsInThem(String managed) throws IOException {
        JsonNode tree = read("{\"request\":{\"object\":{\"metadata\":{\"a\":1,\"managedFields\":" + managed
                + ",\"b\":[2]},\"spec\":{\"c\":3}}},\"d\":4}");

        assertThat(tree)
                .isEqualTo(read(
                        "{\"request\":{\"object\":{\"metadata\":{\"a\":1,\"b\":[2]},\"spec\":{\"c\":3}}},\"d\":4}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{} {}",
                "{}x",
                "[1",
                "{\"a\":1,\"a\":2}",
                "{\"request\":{\"object\":{\"spec\":{\"a\":1,\"a\":2}}}}",
                "{\"request\":{\"object\":{\"metadata\":{\"name\":1,\"name\":2}}}}",
                "{\"request\":{\"object\":{},\"object\":{}}}",
                "{\"request\":{\"object\":{\"metadata\":{\"managedFields\":[}}}}",
                "{\"request\":{\"object\":{\"metadata\":{\"managedFields\":[{\"a",
                "{\"request\":{\"object\":{\"metadata\":{\"managedFields\":[\"a\\\\"
            })
    void whatIsNoJsonOrNamesAMemberTwiceIsRefused(String text) {
        if (text.isEmpty()) {
            assertThat(Review.read(new byte[0])).isInstanceOf(io.sublet.protocol.Parsed.Invalid.class);
        } else {
            assertThatThrownBy(() -> read(text)).isInstanceOf(JsonProcessingException.class);
        }
    }
}
