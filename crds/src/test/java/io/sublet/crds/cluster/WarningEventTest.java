package io.sublet.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarningEventTest {
    private static final WarningEvent.Reporter REPORTER =
            new WarningEvent.Reporter("sublet.io/webhook", "webhook", "Register");

    private static WarningEvent about(String name, String note) {
        return new WarningEvent(
                new ObjectReferenceBuilder().withKind("Node").withName(name).build(), "Odd", note);
    }

    private static Event once(String name, String note) {
        return about(name, note).once(REPORTER, Instant.EPOCH, "1");
    }

    /** The API server counts bytes, of which a character may have up to four. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "→", "😀"})
    void aNoteIsCutBetweenCharactersAtWhatTheApiServerTakes(String character) {
        String note = once("n", "x" + character.repeat(2000)).getNote();

        int bytes = note.getBytes(StandardCharsets.UTF_8).length;
        int ofOne = character.getBytes(StandardCharsets.UTF_8).length;
        assertThat(bytes).isGreaterThan(1024 - ofOne).isLessThanOrEqualTo(1024);
        assertThat(note).isEqualTo("x" + character.repeat((bytes - 1) / ofOne));
    }

    @Test
    void aShortNoteIsLeft() {
        assertThat(once("n", "25→30").getNote()).isEqualTo("25→30");
        assertThat(once("n", "x".repeat(1024)).getNote()).hasSize(1024);
    }

    /** An object's name may be as long as an event's alone can be. */
    @ParameterizedTest
    @ValueSource(ints = {1, 236, 237, 253})
    void theNameOfAnEventIsOneThatTheApiServerTakes(int length) {
        for (String name : new String[] {
            "a".repeat(length), "a-b.".repeat(100).substring(0, length).replaceAll("[-.]$", "b")
        }) {
            for (Event event :
                    new Event[] {once(name, "x"), about(name, "x").again(REPORTER, Instant.EPOCH, "0123abcd")}) {
                assertThat(event.getMetadata().getName())
                        .hasSizeLessThanOrEqualTo(253)
                        .matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
                        .doesNotContainPattern("\\.\\.|-\\.[0-9a-f]+$");
            }
        }
    }

    @Test
    void longNamesStayApart() {
        assertThat(once("a".repeat(250), "x").getMetadata().getName())
                .isEqualTo(once("a".repeat(250), "y").getMetadata().getName())
                .isNotEqualTo(once("a".repeat(249) + "b", "x").getMetadata().getName());
    }
}
