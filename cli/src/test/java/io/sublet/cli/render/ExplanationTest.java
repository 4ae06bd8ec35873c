package io.sublet.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.render.Explanation.Part;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private final Explanation explanation = new Explanation(List.of(
            new Part("offer", "What it offers", Reading.of("cpu 2\n")),
            new Part("capabilities", "How far it goes", Reading.of("{\"a\":{\"b\":[1,2]}}")),
            new Part("decisions", "What was decided", Reading.missing("no agent runs on it"))));

    @Test
    void pagesAreShownAsTheyAreAndDocumentsAreLaidOut() {
        assertThat(explanation.text(Style.PLAIN)).isEqualTo("""
                What it offers
                cpu 2

                How far it goes
                a:
                  b:
                  - 1
                  - 2

                What was decided
                not known: no agent runs on it
                """);
    }

    @Test
    void isOneDocumentForAProgram() {
        assertThat(Json.write(explanation.tree()))
                .isEqualTo(
                        "{\"offer\":\"cpu 2\\n\",\"capabilities\":{\"a\":{\"b\":[1,2]}},\"decisions\":{\"missing\":\"no agent runs on it\"}}");
        assertThat(explanation.isEmpty()).isFalse();
    }
}
