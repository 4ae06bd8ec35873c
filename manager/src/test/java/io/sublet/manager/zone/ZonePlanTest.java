package io.sublet.manager.zone;

import static io.sublet.manager.overcommit.NodeScenario.NOW;
import static io.sublet.manager.overcommit.NodeScenario.amount;
import static io.sublet.manager.overcommit.NodeScenario.batchOnly;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.overcommit.NodeScenario;
import io.sublet.manager.overcommit.OvercommitReason;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.Published;
import io.sublet.manager.view.TopologyView;
import io.sublet.manager.view.ZoneView;
import io.sublet.manager.view.ZoneView.ZoneAmount;
import io.sublet.manager.zone.ZoneWriter.Amounts;
import io.sublet.manager.zone.ZoneWriter.ZoneChange;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ZonePlanTest {
    private static final long MEGA = 1_000_000;

    /** A node that offers 25 cores and 33 GB, in two zones of 12.5 cores, 17.2 and 15.8 GB. */
    private static NodeScenario scenario(ExtendedAmounts published, CpuMemory... shown) {
        NodeScenario scenario = NodeScenario.usual().zones(amount(50, 62), amount(50, 58));
        scenario.published = Published.of(published);
        List<ZoneView> zones = new ArrayList<>();
        for (int index = 0; index < shown.length; index++) {
            zones.add(new ZoneView(
                    "node-" + index,
                    Optional.of(amount(50, index == 0 ? 62 : 58)),
                    at(2, shown[index].cpu().value()),
                    at(3, shown[index].memory().value())));
        }
        if (shown.length > 0) {
            scenario.topology =
                    Optional.of(new TopologyView("node-1", "1", zones, new Parsed.Absent<>(), Optional.empty()));
        }
        return scenario;
    }

    private static ZoneAmount at(int index, long value) {
        return new ZoneAmount(OptionalInt.of(index), OptionalLong.of(value));
    }

    private static ZonePlan plan(NodeScenario scenario, Instant lastWrite) {
        return ZonePlan.of(scenario.assess(), lastWrite, NOW);
    }

    private static List<Optional<Amounts>> amounts(ZonePlan plan) {
        return plan.changes().stream().map(ZoneChange::amounts).toList();
    }

    private static Optional<Amounts> zone(long milliCpu, long megabytes) {
        return Optional.of(new Amounts(new NormalizedCpu(milliCpu), new Bytes(megabytes * MEGA)));
    }

    @Test
    void zonesShowTheirFormulaWhereTheNodeShowsItsOwn() {
        assertThat(amounts(plan(scenario(batchOnly(25_000, 33_000 * MEGA)), NOW)))
                .containsExactly(zone(12_500, 17_800), zone(12_500, 15_200));
    }

    @Test
    void zonesShareWhatOthersLeaveOfTheNode() {
        assertThat(amounts(plan(scenario(batchOnly(15_000, 16_500 * MEGA)), NOW)))
                .containsExactly(zone(7_500, 8_900), zone(7_500, 7_600));
    }

    @Test
    void zonesThatShowItAlreadyAreLeftAlone() {
        NodeScenario same = scenario(
                batchOnly(25_000, 33_000 * MEGA),
                CpuMemory.of(12_500, 17_800 * MEGA),
                CpuMemory.of(12_500, 15_200 * MEGA));

        assertThat(plan(same, NOW.minus(Duration.ofDays(1))).changes()).isEmpty();
    }

    @Test
    void aSmallDifferenceWaitsForTheRefreshAndIsThenWrittenWhereItIs() {
        NodeScenario near = scenario(
                batchOnly(25_000, 33_000 * MEGA),
                CpuMemory.of(12_000, 17_800 * MEGA),
                CpuMemory.of(12_500, 15_200 * MEGA));

        assertThat(plan(near, NOW).changes()).isEmpty();
        assertThat(plan(near, NOW).nextCheck()).contains(NOW.plus(Duration.ofMinutes(5)));
        assertThat(plan(near, NOW.minusSeconds(301)).changes())
                .extracting(ZoneChange::index)
                .containsExactly(0);
    }

    @Test
    void aClockThatWasSetBackDoesNotHoldUpARefresh() {
        NodeScenario near = scenario(
                batchOnly(25_000, 33_000 * MEGA),
                CpuMemory.of(12_000, 17_800 * MEGA),
                CpuMemory.of(12_500, 15_200 * MEGA));

        assertThat(plan(near, NOW.plus(Duration.ofDays(365))).changes()).hasSize(1);
    }

    @Test
    void zonesLoseBatchWithTheNode() {
        NodeScenario withdrawn =
                scenario(batchOnly(0, 0), CpuMemory.of(12_500, 17_800 * MEGA), CpuMemory.of(12_500, 15_200 * MEGA));
        withdrawn.published = Published.NONE;

        ZonePlan plan = plan(withdrawn, NOW);

        assertThat(plan.reason().code()).isEqualTo(OvercommitReason.ZonesWithdrawn);
        assertThat(amounts(plan)).containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    void zonesWithoutBatchHaveNothingToLose() {
        NodeScenario none = scenario(batchOnly(0, 0));
        none.published = Published.NONE;

        assertThat(plan(none, NOW).changes()).isEmpty();
    }

    @Test
    void noZoneIsRaisedWithoutTheUsageOfAPod() {
        NodeScenario unsure = scenario(
                        batchOnly(25_000, 33_000 * MEGA),
                        CpuMemory.of(10_000, 20_000 * MEGA),
                        CpuMemory.of(12_500, 15_200 * MEGA))
                .measured("d", PriorityClass.PROD, ResourceUsage.missing("gone"));

        assertThat(amounts(plan(unsure, NOW))).containsExactly(zone(10_000, 17_800));
    }

    @Test
    void aNodeWithoutZonesNeedsNothing() {
        assertThat(plan(NodeScenario.usual(), NOW).reason().code()).isEqualTo(OvercommitReason.NoZones);
    }
}
