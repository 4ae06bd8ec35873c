package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.BatchScenario.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.SyncRules;
import io.sublet.manager.view.ExtendedAmount;
import io.sublet.manager.view.PublishedBatch;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncDecisionTest {
    private static final SyncRules RULES = ColocationStrategy.DEFAULT.sync();
    private static final CpuMemory OFFER = CpuMemory.of(25_000, 33 * BatchScenario.G);

    private static CapacityPlan plan(BatchOffer offer, PublishedBatch published, Instant lastWrite) {
        return SyncDecision.plan(offer, published, lastWrite, RULES, NOW);
    }

    @Test
    void publishesAFirstOfferAtOnce() {
        CapacityPlan plan = plan(BatchScenario.usual().offer(), PublishedBatch.NONE, NOW);

        assertThat(plan).isInstanceOfSatisfying(CapacityPlan.Publish.class, publish -> {
            assertThat(publish.amount()).isEqualTo(OFFER);
            assertThat(publish.reason().code()).isEqualTo(OvercommitReason.FirstOffer);
            assertThat(publish.nextCheck()).contains(NOW.plus(Duration.ofMinutes(15)));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "25000, 33, 0, Unchanged",
        "22727, 33, 0, BeyondThreshold",
        "22728, 33, 0, WithinThreshold",
        "27778, 33, 0, BeyondThreshold",
        "27777, 33, 0, WithinThreshold",
        "25000, 20, 0, BeyondThreshold",
        "0, 33, 0, BeyondThreshold",
        "25001, 33, 300, WithinThreshold",
        "25001, 33, 301, RefreshDue",
    })
    void writesOnlyWhatIsWorthIt(long cpu, long gigabytes, long secondsAgo, OvercommitReason expected) {
        PublishedBatch published = PublishedBatch.of(CpuMemory.of(cpu, gigabytes * BatchScenario.G));

        CapacityPlan plan = plan(BatchScenario.usual().offer(), published, NOW.minusSeconds(secondsAgo));

        assertThat(plan.reason().code()).isEqualTo(expected);
    }

    @Test
    void looksAgainWhenASmallDifferenceIsDue() {
        PublishedBatch published = PublishedBatch.of(CpuMemory.of(25_001, 33 * BatchScenario.G));

        assertThat(plan(BatchScenario.usual().offer(), published, NOW).nextCheck())
                .contains(NOW.plus(Duration.ofMinutes(5)));
    }

    @Test
    void repairsAListThatLacksAResource() {
        ExtendedAmount half = new ExtendedAmount(Optional.of(new MilliCpu(25_000)), Optional.empty());
        ExtendedAmount whole = ExtendedAmount.of(OFFER);
        BatchOffer offer = BatchScenario.usual().offer();

        assertThat(plan(offer, new PublishedBatch(whole, half), NOW)).isInstanceOf(CapacityPlan.Publish.class);
        assertThat(plan(offer, new PublishedBatch(half, whole), NOW).reason().code())
                .isEqualTo(OvercommitReason.ListsDiffer);
    }

    @Test
    void withdrawsAtOnceAndOnlyWhatIsThere() {
        BatchScenario stale = BatchScenario.usual();
        stale.updateTime = Reading.missing("none");
        ExtendedAmount left = new ExtendedAmount(Optional.empty(), Optional.of(new Bytes(1)));

        assertThat(plan(stale.offer(), PublishedBatch.of(OFFER), NOW)).isInstanceOf(CapacityPlan.Withdraw.class);
        assertThat(plan(stale.offer(), new PublishedBatch(left, ExtendedAmount.NONE), NOW))
                .isInstanceOf(CapacityPlan.Withdraw.class);
        assertThat(plan(stale.offer(), PublishedBatch.NONE, NOW)).isInstanceOf(CapacityPlan.Keep.class);
    }

    @Test
    void lowersButNeverRaisesWithoutTheUsageOfAPod() {
        BatchOffer unsure = BatchScenario.usual()
                .measured("d", PriorityClass.PROD, ResourceUsage.missing("gone"))
                .offer();
        PublishedBatch less = PublishedBatch.of(CpuMemory.of(10_000, 10 * BatchScenario.G));
        PublishedBatch more = PublishedBatch.of(CpuMemory.of(50_000, 10 * BatchScenario.G));

        assertThat(plan(unsure, less, NOW).reason().code()).isEqualTo(OvercommitReason.Unchanged);
        assertThat(plan(unsure, more, NOW))
                .isInstanceOfSatisfying(
                        CapacityPlan.Publish.class,
                        publish -> assertThat(publish.amount()).isEqualTo(CpuMemory.of(25_000, 10 * BatchScenario.G)));
        assertThat(plan(unsure, PublishedBatch.NONE, NOW)).isInstanceOf(CapacityPlan.Keep.class);
    }
}
