package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.amount;
import static io.sublet.manager.overcommit.NodeScenario.usage;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.Published;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MidCapacityTest {
    private static final String CAPPED = "\"midCPUThresholdPercent\":10,\"midMemoryThresholdPercent\":20";

    /** 100 cores and 210 GB, of which the kubelet reserves 10 GB and prod pods have requested 20 and 40. */
    private static NodeScenario scenario(String settings) {
        NodeScenario scenario = new NodeScenario()
                .pod("a", PriorityClass.PROD, QosClass.LS, amount(20, 40))
                .pod("b", PriorityClass.MID, QosClass.LS, amount(30, 30))
                .pod("c", PriorityClass.BATCH, QosClass.BE, amount(30, 30))
                .config("{\"enable\":true" + (settings.isEmpty() ? "" : ",") + settings + "}");
        scenario.capacity = amount(100, 210);
        scenario.allocatable = amount(100, 200);
        scenario.system = usage(0, 0);
        scenario.nodeUsage = usage(20, 45);
        return scenario;
    }

    private static NodeScenario scenario(String settings, ResourceUsage reclaimable, ResourceUsage nodeUsage) {
        NodeScenario scenario = scenario(settings);
        scenario.reclaimable = reclaimable;
        scenario.nodeUsage = nodeUsage;
        return scenario;
    }

    /** Numbers that Koordinator's own mid tests expect for the same inputs. */
    static Stream<Arguments> golden() {
        String extra = CAPPED + ",\"midUnallocatedPercent\":10";
        ResourceUsage missing = ResourceUsage.missing("not predicted");
        return Stream.of(
                row("M1 reclaimable", 10, 15, scenario("", usage(10, 15), usage(20, 45))),
                row("M2 capped", 10, 42, scenario(extra, usage(15, 30), usage(30, 50))),
                row("M3 no prediction", 0, 0, scenario("", missing, usage(20, 45))),
                row("M4 static", 10, 21, scenario(fixed(10) + "," + CAPPED)),
                row("M5 static, capped", 10, 42, scenario(fixed(100) + "," + CAPPED)),
                row("M6 no node usage", 0, 0, scenario("", usage(20, 20), missing)),
                row("M7 not more than is unused", 10, 10, scenario("", usage(20, 20), usage(90, 200))));
    }

    private static String fixed(int percent) {
        return "\"midReclaimMode\":\"static\",\"midStaticCPUReservedPercent\":" + percent
                + ",\"midStaticMemoryReservedPercent\":" + percent;
    }

    private static Arguments row(String name, long cores, long gigabytes, NodeScenario scenario) {
        return Arguments.of(name, scenario, amount(cores, gigabytes));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("golden")
    void offersWhatTheProtocolSays(String name, NodeScenario scenario, CpuMemory expected) {
        assertThat(scenario.mid()).as(name).isEqualTo(expected);
    }

    static Stream<Arguments> hostApplications() {
        return Stream.of(
                Arguments.of("M8", PriorityClass.PROD, amount(75, 155)),
                Arguments.of("M9", PriorityClass.MID, amount(80, 160)),
                Arguments.of("M9", PriorityClass.BATCH, amount(80, 160)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("hostApplications")
    void onlyHostApplicationsOfProdAreTakenFromWhatIsUnallocated(
            String name, PriorityClass priority, CpuMemory expected) {
        NodeScenario scenario = scenario("").hostApplication(priority, 5, 15);

        assertThat(scenario.offered().mid().unallocated()).as(name).isEqualTo(expected);
    }

    /** As koord-manager does: 29 % of 100 cores are 28,999 milli-CPUs. */
    @Test
    void sharesAreReckonedInBinaryFloatingPoint() {
        NodeScenario capped = scenario("\"midCPUThresholdPercent\":29", usage(40, 15), usage(20, 45));
        NodeScenario extra = scenario("\"midUnallocatedPercent\":57", usage(0, 0), usage(20, 45));
        extra.pods.clear();

        assertThat(scenario(fixed(29)).mid().cpu().value()).isEqualTo(28_999);
        assertThat(capped.mid().cpu().value()).isEqualTo(28_999);
        assertThat(extra.mid().cpu().value()).isEqualTo(56_999);
    }

    @Test
    void goesWithBatchWhenTheReportIsTooOld() {
        NodeScenario scenario = scenario("", usage(10, 15), usage(20, 45));
        scenario.published = Published.of(NodeScenario.batchOnly(1, 1));
        scenario.updateTime = Reading.of(NodeScenario.NOW.minus(Duration.ofMinutes(30)));

        assertThat(scenario.plan()).isInstanceOf(CapacityPlan.Withdraw.class);
    }

    @Test
    void isShownAsZeroAndNotLeftOut() {
        ExtendedAmounts shown = scenario("").firstAmounts();

        assertThat(shown.midCpu().value()).isZero();
        assertThat(shown.midMemory().value()).isZero();
    }

    /** 60 % of 100 cores less 20 would be 40 for batch, but prod leaves 80 of which mid has been promised 75. */
    @Test
    void batchGetsOnlyWhatMidHasNotBeenPromised() {
        NodeScenario scenario = scenario("", usage(75, 0), usage(20, 45));
        scenario.pods.removeIf(pod -> pod.priority() == PriorityClass.MID);

        assertThat(scenario.mid().cpu().value()).isEqualTo(75_000);
        assertThat(scenario.batch().cpu().value()).isEqualTo(5_000);
    }

    /** The pods of mid count already, by what they use. */
    @Test
    void whatMidPodsUseIsNotTakenTwice() {
        NodeScenario scenario = scenario("", usage(40, 0), usage(20, 45)).measured("b", PriorityClass.MID, 10, 0);

        assertThat(scenario.offered().batch().midUnused().cpu().value()).isEqualTo(30_000);
        assertThat(scenario.batch().cpu().value()).isEqualTo(30_000);
    }
}
