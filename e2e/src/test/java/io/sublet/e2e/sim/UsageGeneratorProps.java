package io.sublet.e2e.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.resource.CpuMemory;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class UsageGeneratorProps {
    private static final CpuMemory CAPACITY = CpuMemory.of(32_000, 128L << 30);

    @Property(seed = "20261126")
    void usageStaysWithinTheNodeAndHoldsTheSystemsPart(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 10_000) int node,
            @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second) {
        UsageGenerator.Usage usage = new UsageGenerator(seed, CAPACITY).at(node, Instant.ofEpochSecond(second));

        assertThat(usage.node().cpu()).isBetween(usage.system().cpu(), CAPACITY.cpu());
        assertThat(usage.node().memory()).isBetween(usage.system().memory(), CAPACITY.memory());
        assertThat(usage.system().cpu().value()).isPositive();
        assertThat(usage.system().memory().value()).isPositive();
    }
}
