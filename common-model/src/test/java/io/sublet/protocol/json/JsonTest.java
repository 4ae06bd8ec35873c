package io.sublet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"b\":1,\"a\":[true,null,\"x\",1.50,{}],\"big\":123456789012345678901234567890}",
                "[]",
                "\"text\"",
                "-9223372036854775808"
            })
    void whatIsReadIsWrittenTheSame(String text) {
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{}x", "[1,]", "nul", "{\"a\"}"})
    void whatIsNotOneDocumentIsRefused(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
    }

    @Test
    void aFaultIsToldByItsPlaceAlone() {
        assertThatThrownBy(() -> Json.parse("{"))
                .hasMessage("Unexpected end-of-input: expected close marker for Object at line 1, column 2");
    }

    @Test
    void fieldsAreReadByTypeAndErrorsNameTheirPlace() {
        JsonObject object = Json.parseObject("{\"spec\":{\"n\":3,\"d\":0.5,\"s\":\"x\",\"l\":[{\"k\":1}],\"z\":null}}");
        JsonObject spec = object.object("spec").orElseThrow();

        assertThat(spec.integer("n")).contains(3L);
        assertThat(spec.number("d")).contains(new BigDecimal("0.5"));
        assertThat(spec.text("n")).contains("3");
        assertThat(spec.string("z")).isEmpty();
        assertThat(spec.string("absent")).isEmpty();
        assertThat(spec.objects("l")).hasSize(1);
        assertThatThrownBy(() -> spec.integer("d")).hasMessage("spec.d must be a whole number, was 0.5");
        assertThatThrownBy(() -> spec.objects("l").getFirst().string("k"))
                .hasMessage("spec.l[0].k must be a string, was 1");
        assertThatThrownBy(() -> spec.strings("l")).hasMessage("spec.l[0] must be a string, was {\"k\":1}");
        assertThat(object.objectOrEmpty("other").list("x")).isEqualTo(List.of());
    }

    /** Written in full it would not fit into memory. */
    @Test
    void takesAnAbsurdNumberForATextAsItIs() {
        assertThat(Json.parseObject("{\"cpu\":1e999999999}").text("cpu")).contains("1E+999999999");
        assertThat(Json.parseObject("{\"cpu\":1.5}").text("cpu")).contains("1.5");
    }
}
