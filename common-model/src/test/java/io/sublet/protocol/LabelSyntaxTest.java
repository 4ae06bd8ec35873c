package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSyntaxTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "app", "a.b_c-d", "A9", "kubernetes.io/hostname", "x-y.example.com/Name"})
    void keysOfKubernetes(String key) {
        assertThat(LabelSyntax.flawOfKey(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a b", "-a", "a-", "A.com/x", "a/b/c", "a..b/x", "é"})
    void noKeys(String key) {
        assertThat(LabelSyntax.flawOfKey(key))
                .hasValueSatisfying(flaw -> assertThat(flaw).contains("'" + key + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1", "a.b_c-D", "true"})
    void valuesOfKubernetes(String value) {
        assertThat(LabelSyntax.flawOfValue(value)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "-a", "a/b", "a.", "*"})
    void noValues(String value) {
        assertThat(LabelSyntax.flawOfValue(value)).isPresent();
    }

    @Test
    void lengthsAreBounded() {
        assertThat(LabelSyntax.flawOfKey("a".repeat(63))).isEmpty();
        assertThat(LabelSyntax.flawOfKey("a".repeat(64))).isPresent();
        assertThat(LabelSyntax.flawOfKey("a".repeat(253) + "/x")).isEmpty();
        assertThat(LabelSyntax.flawOfKey("a".repeat(254) + "/x")).isPresent();
        assertThat(LabelSyntax.flawOfValue("a".repeat(63))).isEmpty();
        assertThat(LabelSyntax.flawOfValue("a".repeat(64))).isPresent();
    }
}
