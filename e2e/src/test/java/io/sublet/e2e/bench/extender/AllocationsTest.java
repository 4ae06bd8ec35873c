package io.sublet.e2e.bench.extender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationsTest {
    @ParameterizedTest
    @ValueSource(ints = {128, 256})
    void everyChoiceSucceedsAndTheSameSeedGivesTheSame(int cpus) {
        Allocations one = Allocations.on(cpus, 7);
        Allocations other = Allocations.on(cpus, 7);

        int[] counts = IntStream.range(0, 100).map(i -> one.next()).toArray();

        assertThat(counts)
                .containsExactly(IntStream.range(0, 100).map(i -> other.next()).toArray());
        assertThat(IntStream.of(counts).min().orElse(0)).isPositive();
    }
}
