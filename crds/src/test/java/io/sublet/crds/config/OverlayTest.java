package io.sublet.crds.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.protocol.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlayTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}                 | {}                        | {\"a\":1}",
                "{\"a\":1}                 | {\"a\":null}              | {\"a\":1}",
                "{\"a\":1,\"b\":true}      | {\"a\":0,\"b\":false}     | {\"a\":0,\"b\":false}",
                "{\"policy\":\"auto\"}     | {\"policy\":\"\"}         | {\"policy\":\"auto\"}",
                "{\"name\":\"a\"}          | {\"name\":\"\"}           | {\"name\":\"\"}",
                "{\"o\":{\"a\":1,\"b\":2}} | {\"o\":{\"b\":3,\"c\":4}} | {\"o\":{\"a\":1,\"b\":3,\"c\":4}}",
                "{\"o\":{\"p\":{\"a\":1}}} | {\"o\":{\"p\":{}}}        | {\"o\":{\"p\":{\"a\":1}}}",
                "{\"l\":[1,2,3]}           | {\"l\":[4]}               | {\"l\":[4]}",
                "{\"l\":[1]}               | {\"l\":[]}                | {\"l\":[1]}",
                "{\"cpuCalculatePolicy\":\"x\"} | {\"cpuCalculatePolicy\":\"\"} | {\"cpuCalculatePolicy\":\"\"}",
                "{\"ratioModel\":{\"x\":{\"a\":1},\"y\":{\"b\":1}}} | {\"ratioModel\":{\"x\":{\"c\":2},\"y\":null}} | {\"ratioModel\":{\"x\":{\"c\":2},\"y\":{\"b\":1}}}",
                "{\"extensions\":{\"x\":{\"a\":1}}} | {\"extensions\":{\"z\":1}} | {\"extensions\":{\"x\":{\"a\":1},\"z\":1}}",
                "{}                        | {\"o\":{\"a\":null}}      | {\"o\":{}}",
                "{\"o\":1}                 | {\"o\":{\"a\":1}}         | {\"o\":{\"a\":1}}",
            })
    void followsTheProtocol(String base, String over, String expected) {
        assertThat(Overlay.merge(
                        Json.parseObject(base).fields(), Json.parseObject(over).fields()))
                .isEqualTo(Json.parseObject(expected).fields());
    }
}
