package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.NOW;
import static io.sublet.manager.overcommit.NodeScenario.batchOnly;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.ExtendedResources;
import io.sublet.manager.view.Published;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyncDecisionTest {
    private static final ExtendedAmounts OFFER = batchOnly(25_000, 33 * NodeScenario.G);

    private static CapacityPlan plan(NodeScenario scenario, Published published, long secondsAgo) {
        scenario.published = published;
        return scenario.assess(new NodeAssessment.Memory(NOW.minusSeconds(secondsAgo), OfferHistory.NONE), NOW)
                .plan();
    }

    /** A node whose offer counts as it is. */
    private static NodeScenario scenario() {
        return NodeScenario.usual().config("""
                {"enable":true,"cpuReclaimThresholdPercent":65,"memoryReclaimThresholdPercent":65,
                 "extensions":{"sublet.io/stable-offer":{"enable":false}}}""");
    }

    @Test
    void publishesAFirstOfferAtOnce() {
        CapacityPlan plan = plan(scenario(), Published.NONE, 0);

        assertThat(plan).isInstanceOfSatisfying(CapacityPlan.Publish.class, publish -> {
            assertThat(publish.amounts()).isEqualTo(OFFER);
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
        "25001, 33, -3600, RefreshDue",
    })
    void writesOnlyWhatIsWorthIt(long cpu, long gigabytes, long secondsAgo, OvercommitReason expected) {
        Published published = Published.of(batchOnly(cpu, gigabytes * NodeScenario.G));

        assertThat(plan(scenario(), published, secondsAgo).reason().code()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"9000, 15, BeyondThreshold", "10000, 12, BeyondThreshold", "9500, 15, WithinThreshold"})
    void midCountsAsBatchDoes(long midCpu, long midGigabytes, OvercommitReason expected) {
        NodeScenario scenario = scenario();
        scenario.reclaimable = NodeScenario.usage(10, 15);
        Published published = Published.of(new ExtendedAmounts(
                OFFER.batchCpu(), OFFER.batchMemory(), new MilliCpu(midCpu), new Bytes(midGigabytes * NodeScenario.G)));

        assertThat(plan(scenario, published, 0).reason().code()).isEqualTo(expected);
    }

    @Test
    void looksAgainWhenASmallDifferenceIsDue() {
        Published published = Published.of(batchOnly(25_001, 33 * NodeScenario.G));

        assertThat(plan(scenario(), published, 0).nextCheck()).contains(NOW.plus(Duration.ofMinutes(5)));
    }

    @Test
    void repairsAListThatLacksAResource() {
        ExtendedResources whole = ExtendedResources.of(OFFER);
        ExtendedResources half = new ExtendedResources(
                Optional.of(new NormalizedCpu(25_000)), Optional.empty(), whole.midCpu(), whole.midMemory());

        assertThat(plan(scenario(), new Published(whole, half), 0)).isInstanceOf(CapacityPlan.Publish.class);
        assertThat(plan(scenario(), new Published(half, whole), 0).reason().code())
                .isEqualTo(OvercommitReason.ListsDiffer);
    }

    @Test
    void withdrawsAtOnceAndOnlyWhatIsThere() {
        NodeScenario stale = scenario();
        stale.updateTime = Reading.missing("none");
        ExtendedResources left =
                new ExtendedResources(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(new Bytes(1)));

        assertThat(plan(stale, Published.of(OFFER), 0)).isInstanceOf(CapacityPlan.Withdraw.class);
        assertThat(plan(stale, new Published(left, ExtendedResources.NONE), 0))
                .isInstanceOf(CapacityPlan.Withdraw.class);
        assertThat(plan(stale, Published.NONE, 0)).isInstanceOf(CapacityPlan.Keep.class);
    }

    @Test
    void lowersButNeverRaisesWithoutTheUsageOfAPod() {
        NodeScenario unsure = scenario().measured("d", PriorityClass.PROD, ResourceUsage.missing("gone"));
        Published less = Published.of(batchOnly(10_000, 10 * NodeScenario.G));
        Published more = Published.of(batchOnly(50_000, 10 * NodeScenario.G));

        assertThat(plan(unsure, less, 0).reason().code()).isEqualTo(OvercommitReason.Unchanged);
        assertThat(plan(unsure, more, 0))
                .isInstanceOfSatisfying(
                        CapacityPlan.Publish.class,
                        publish -> assertThat(publish.amounts()).isEqualTo(batchOnly(25_000, 10 * NodeScenario.G)));
        assertThat(plan(unsure, Published.NONE, 0)).isInstanceOf(CapacityPlan.Keep.class);
    }

    @Test
    void looksAgainWhenAHeldOfferMayRise() {
        NodeScenario scenario = NodeScenario.usual();

        CapacityPlan plan = plan(scenario, Published.of(batchOnly(20_000, 33 * NodeScenario.G)), 0);

        assertThat(plan.reason().code()).isEqualTo(OvercommitReason.Unchanged);
        assertThat(plan.nextCheck()).contains(NOW.plus(Duration.ofMinutes(5)));
    }
}
