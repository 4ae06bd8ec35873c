package io.sublet.e2e.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.resource.CpuMemory;
import java.time.Duration;
import java.time.Instant;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UsageGeneratorTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-03-01T00:00:00Z");
    private static final CpuMemory CAPACITY = CpuMemory.of(32_000, 128L << 30);
    private static final UsageGenerator GENERATOR = new UsageGenerator(7, CAPACITY);

    @Test
    void aMinuteIsRepeatedExactlyAndTheNextOneDiffers() {
        UsageGenerator.Usage first = GENERATOR.at(3, MIDNIGHT);

        assertThat(new UsageGenerator(7, CAPACITY).at(3, MIDNIGHT)).isEqualTo(first);
        assertThat(GENERATOR.at(3, MIDNIGHT.plusSeconds(60))).isNotEqualTo(first);
        assertThat(GENERATOR.at(4, MIDNIGHT)).isNotEqualTo(first);
        assertThat(new UsageGenerator(8, CAPACITY).at(3, MIDNIGHT)).isNotEqualTo(first);
    }

    @Test
    void theLoadOfADayRisesAndFalls() {
        LongSummaryStatistics day = IntStream.range(0, 24)
                .mapToLong(hour -> GENERATOR
                        .at(3, MIDNIGHT.plus(Duration.ofHours(hour)))
                        .node()
                        .cpu()
                        .value())
                .summaryStatistics();

        assertThat(day.getMax() - day.getMin()).isGreaterThan(CAPACITY.cpu().value() / 10);
    }
}
