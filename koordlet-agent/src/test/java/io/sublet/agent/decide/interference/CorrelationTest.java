package io.sublet.agent.decide.interference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sublet.agent.decide.interference.Correlation.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorrelationTest {
    private static List<Pair> pairs(String levels, String uses) {
        String[] level = levels.split(" ", -1);
        String[] use = uses.split(" ", -1);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < level.length; i++) {
            pairs.add(new Pair(Double.parseDouble(level[i]), 2, Double.parseDouble(use[i])));
        }
        return pairs;
    }

    /** The limit is 2. */
    @ParameterizedTest
    @CsvSource({
        "4 4 1 1, 10 10 0 0, 0.5, 1",
        "4 4 1 1, 0 0 10 10, -0.5, -1",
        "4 4 1 1, 5 5 5 5, 0, 0",
        "4 4 4 4, 5 5 5 5, 0.5, 0",
        "8 4 1 1, 30 10 0 0, 0.6875, 0.995",
        "1 1 1 1, 5 0 5 0, -0.5, 0",
        "4 1, 0 0, 0, 0",
        "2 2, 5 5, 0, 0",
    })
    void scoresAsThePaperDoesAndTellsWhatGoesTogether(String levels, String uses, double score, double together) {
        List<Pair> pairs = pairs(levels, uses);

        assertThat(Correlation.score(pairs)).isCloseTo(score, within(1e-9));
        assertThat(Correlation.linear(pairs)).isCloseTo(together, within(1e-3));
    }
}
