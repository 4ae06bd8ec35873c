package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventWriterTest {
    /** The API server counts bytes, of which a character may have up to four. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "→", "😀"})
    void aNoteIsCutBetweenCharactersAtWhatTheApiServerTakes(String character) {
        String note = EventWriter.shortened("x" + character.repeat(2000));

        int bytes = note.getBytes(StandardCharsets.UTF_8).length;
        int ofOne = character.getBytes(StandardCharsets.UTF_8).length;
        assertThat(bytes).isGreaterThan(1024 - ofOne).isLessThanOrEqualTo(1024);
        assertThat(note).isEqualTo("x" + character.repeat((bytes - 1) / ofOne));
    }

    @Test
    void aShortNoteIsLeft() {
        assertThat(EventWriter.shortened("25→30")).isEqualTo("25→30");
        assertThat(EventWriter.shortened("x".repeat(1024))).hasSize(1024);
    }
}
