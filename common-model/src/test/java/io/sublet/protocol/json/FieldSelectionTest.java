package io.sublet.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldSelectionTest {
    private static JsonObject read(FieldSelection selection, String text) {
        byte[] bytes = ("xx" + text + "yy").getBytes(StandardCharsets.UTF_8);
        return selection.parse(bytes, 2, bytes.length - 4);
    }

    private static JsonObject tree(String text) {
        return Json.parseObject(text);
    }

    @Test
    void keepsWhatIsSelectedAndNothingElse() {
        FieldSelection selection =
                FieldSelection.none().plus("metadata", "name").plus("status", "capacity");

        assertThat(read(selection, """
            {"metadata":{"name":"n","labels":{"a":"b"}},"spec":{"x":[{"y":1}]},
             "status":{"images":[{"names":["i"]}],"capacity":{"cpu":"1","memory":"2"}}}\
            """))
                .isEqualTo(tree(
                        "{\"metadata\":{\"name\":\"n\"},\"status\":{\"capacity\":{\"cpu\":\"1\",\"memory\":\"2\"}}}"));
    }

    @Test
    void bracketsInTextsAreText() {
        assertThat(
                        read(
                                FieldSelection.none().plus("z"),
                                "{\"a\":{\"]\":\"}\",\"b\\\"{\":[\"\\\\\",{}]},\"c\":[[],\"[\"],\"d\":\"]\",\"e\":1.5,\"z\":[1]}"))
                .isEqualTo(tree("{\"z\":[1]}"));
        assertThatThrownBy(() -> read(FieldSelection.none().plus("z"), "{\"a\":[{\"b\":1}"))
                .isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read(FieldSelection.none().plus("z"), "{\"a\":[\"b"))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void looksThroughLists() {
        FieldSelection selection = FieldSelection.none().plus("pods", "name");

        assertThat(read(selection, "{\"pods\":[{\"name\":\"a\",\"env\":[1]},{\"name\":\"b\"},{}]}"))
                .isEqualTo(tree("{\"pods\":[{\"name\":\"a\"},{\"name\":\"b\"},{}]}"));
    }

    @Test
    void aWholeFieldStaysWholeWhateverElseIsSelectedInIt() {
        FieldSelection whole = FieldSelection.none().plus("a", "b").plus("a").plus("a", "c");

        assertThat(read(whole, "{\"a\":{\"b\":1,\"c\":2,\"d\":3}}"))
                .isEqualTo(tree("{\"a\":{\"b\":1,\"c\":2,\"d\":3}}"));
        assertThat(read(FieldSelection.ALL.plus("a"), "{\"x\":1}")).isEqualTo(tree("{\"x\":1}"));
    }

    @Test
    void aSelectedFieldOfAnotherShapeIsKeptAsItIs() {
        assertThat(read(FieldSelection.none().plus("a", "b"), "{\"a\":null}").object("a"))
                .isEmpty();
        assertThat(read(FieldSelection.none().plus("a", "b"), "{\"a\":\"text\"}")
                        .string("a"))
                .contains("text");
    }

    @Test
    void stopsBeforeAFieldWithoutReadingIt() {
        byte[] cut = "{\"a\":1,\"b\":{\"c\":2,\"d\":3},\"items\":[{\"broken\"".getBytes(StandardCharsets.UTF_8);

        assertThat(FieldSelection.none().plus("b", "c").parseUntil("items", cut))
                .isEqualTo(tree("{\"b\":{\"c\":2}}"));
        assertThatThrownBy(() -> FieldSelection.none().plus("a").parseUntil("z", cut))
                .isInstanceOf(JsonException.class);
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> read(FieldSelection.ALL, "[1]")).isInstanceOf(JsonException.class);
        assertThatThrownBy(() -> read(FieldSelection.ALL, "{\"a\":")).isInstanceOf(JsonException.class);
    }
}
