package io.sublet.agent.observe.cpi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.PerfCount;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.model.reading.Reading;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpiScaleTest {
    /** Each CPU is enabled/running/cycles/instructions; times in ns. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // counted all the time
        "1000/1000/300/200,                         300, 200",
        "1000/1000/300/200 2000/2000/600/500,       900, 700",
        // half of the time, so twice as much
        "1000/500/300/200,                          600, 400",
        "1000/500/300/200 1000/1000/300/200,        900, 600",
        // not run on the second CPU
        "1000/1000/300/200 0/0/0/0,                 300, 200",
        // never had a counter on the second CPU, so as much there as on the first
        "1000/1000/300/200 1000/0/0/0,              600, 400",
        "3000/1500/300/200 1000/0/0/0,              800, 533",
        // counted for a twentieth
        "1000/50/15/10,                             300, 200",
    })
    void scalesByTheTimeThatCountersCounted(String counts, long cycles, long instructions) {
        assertThat(CpiScale.of(counts(counts), 7)).isEqualTo(Reading.of(new Cpi(cycles, instructions, 7)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "0/0/0/0,                            the group did not run",
        "1000/49/15/10,                      others use the counters: they counted for 5 % of the time",
        "1000/0/0/0,                         others use the counters: they counted for 0 % of the time",
        "1000/1000/300/0,                    nothing was counted",
        "1000/1000/0/200,                    nothing was counted",
        "1000/2000/300/200,                  the counters are absurd",
        "1000/-1/300/200,                    the counters are absurd",
        "1000/1000/-300/200,                 the counters are absurd",
        "1000/1000/300,                      the counters are absurd",
        "1000/1000/1/17,                     the counters are absurd",
        "1000/1000/1001/1,                   the counters are absurd",
        "9223372036854775807/1000000000000000000/9223372036854775807/9223372036854775807, the counters are absurd",
    })
    void isMissingWhereNothingFollows(String counts, String cause) {
        assertThat(CpiScale.of(counts(counts), 7))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).startsWith(cause));
    }

    @Test
    void isMissingWithoutAnyCpu() {
        assertThat(CpiScale.of(List.of(), 1)).isEqualTo(Reading.missing("the group did not run"));
    }

    private static List<PerfCount> counts(String text) {
        return Arrays.stream(text.split(" ")).map(CpiScaleTest::count).toList();
    }

    private static PerfCount count(String text) {
        List<Long> numbers = Arrays.stream(text.split("/")).map(Long::valueOf).toList();
        return new PerfCount(numbers.get(0), numbers.get(1), numbers.subList(2, numbers.size()));
    }
}
