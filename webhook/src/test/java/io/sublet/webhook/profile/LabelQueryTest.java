package io.sublet.webhook.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LabelQueryTest {
    private static final Map<String, String> NONE = Map.of();
    private static final Map<String, String> X = Map.of("k", "x");
    private static final Map<String, String> Y = Map.of("k", "y");

    static List<Arguments> conditions() {
        return List.of(
                Arguments.of(new In("k", Set.of("x", "z")), true, false, false),
                Arguments.of(new NotIn("k", Set.of("x", "z")), false, true, true),
                Arguments.of(new Exists("k"), true, true, false),
                Arguments.of(new DoesNotExist("k"), false, false, true));
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void conditionHolds(Condition condition, boolean forX, boolean forY, boolean forNone) {
        assertThat(condition.holds(X)).isEqualTo(forX);
        assertThat(condition.holds(Y)).isEqualTo(forY);
        assertThat(condition.holds(NONE)).isEqualTo(forNone);
    }

    @Test
    void withoutConditionsEverythingMatches() {
        assertThat(LabelQuery.EVERYTHING.matches(NONE)).isTrue();
        assertThat(LabelQuery.EVERYTHING.matches(X)).isTrue();
    }

    @Test
    void allConditionsMustHold() {
        LabelQuery query = new LabelQuery(List.of(new Exists("k"), new DoesNotExist("other")));

        assertThat(query.matches(X)).isTrue();
        assertThat(query.matches(Map.of("k", "x", "other", ""))).isFalse();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(ints = {0, 1, 30, 50, 99, 100})
    void probabilityOfNMeansNOfAHundredDraws(int percent) {
        Probability probability = new Probability(percent);

        assertThat(IntStream.range(0, 100).filter(probability::covers).count()).isEqualTo(percent);
        assertThat(probability.isByChance()).isEqualTo(percent > 0 && percent < 100);
    }

    @Test
    void probabilityIsAPercentageWhereItIsText() {
        assertThat(Probability.parse("30%").valid()).contains(new Probability(30));
        assertThat(Probability.parse("30").valid()).isEmpty();
        assertThat(Probability.parse("%").valid()).isEmpty();
        assertThat(Probability.parse("0.5%").valid()).isEmpty();
    }
}
