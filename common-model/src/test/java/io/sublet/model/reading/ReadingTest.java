package io.sublet.model.reading;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void aSumWithAMissingPartIsMissingWithItsCause() {
        Reading<Long> known = Reading.of(5L);
        Reading<Long> missing = Reading.missing("memory.stat: no such file");

        assertThat(known.combine(Reading.of(7L), Long::sum)).isEqualTo(Reading.of(12L));
        assertThat(known.combine(missing, Long::sum)).isEqualTo(Reading.missing("memory.stat: no such file"));
        assertThat(missing.combine(known, Long::sum)).isEqualTo(Reading.missing("memory.stat: no such file"));
        assertThat(missing.map(value -> value + 1).toOptional()).isEmpty();
    }
}
