package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void isTheBeginningOfTheHashOfTheText() {
        assertThat(Fingerprint.of("")).isEqualTo("e3b0c44298fc1c14");
        assertThat(Fingerprint.of("abc")).isEqualTo("ba7816bf8f01cfea");
        assertThat(Fingerprint.of("\u00e9")).as("in UTF-8").isEqualTo("4a99557e4033c353");
    }
}
