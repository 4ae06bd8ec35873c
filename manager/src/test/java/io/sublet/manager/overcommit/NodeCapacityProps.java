package io.sublet.manager.overcommit;

import static io.sublet.manager.overcommit.NodeScenario.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.ExtendedResource;
import io.sublet.manager.view.Published;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;

/** What holds for every node, whatever is said of it. The number of cases is in {@code junit-platform.properties}. */
@Domain(DomainContext.Global.class)
@Domain(NodeScenarios.class)
class NodeCapacityProps {
    /** Also where the policy promises more than there is, which only its own margin may do. */
    @Property(seed = "20261126")
    void batchIsWithinWhatReservationSystemAndOnlinePodsLeave(@ForAll NodeScenario scenario) {
        BatchFormula batch = scenario.offered().batch();
        CpuMemory promised = batch.machine().capacity().minus(batch.margin());
        CpuMemory bound = promised.minus(batch.machine().reserved()).minus(batch.counted());

        assertThat(batch.result()).isEqualTo(batch.result().min(bound.atLeastZero()));
        assertThat(batch.result()).isEqualTo(batch.result().atLeastZero());
        assertThat(batch.result().cpu())
                .isLessThanOrEqualTo(
                        promised.cpu().minus(batch.systemUsed().cpu()).atLeastZero());
    }

    @Property(seed = "20261126")
    void midAndBatchFitOnTheMachineTogether(@ForAll NodeScenario scenario) {
        NodeOffer.Offered offer = scenario.offered();
        BatchFormula batch = offer.batch();
        CpuMemory physical = batch.machine()
                .capacity()
                .minus(batch.margin().min(CpuMemory.ZERO))
                .minus(batch.base())
                .minus(batch.counted())
                .atLeastZero();
        CpuMemory midUnused = offer.mid()
                .amount()
                .minus(batch.online().mid().counted(scenario.rules()))
                .atLeastZero();

        assertThat(batch.result())
                .isEqualTo(batch.result().min(physical.minus(midUnused).atLeastZero()));
        assertThat(offer.mid().amount())
                .isEqualTo(offer.mid().amount().min(offer.mid().cap()));
    }

    /** Memory by request does not count what the system uses: there batch may get what mid has to give up for it. */
    @Property(seed = "20261126")
    void nothingIsRaisedWhenOnlinePodsOrTheSystemUseMore(
            @ForAll NodeScenario scenario, @ForAll CpuMemory more, @ForAll Random random) {
        CpuMemory before = scenario.batch();
        CpuMemory together = before.plus(scenario.mid());
        if (scenario.podUsages.isEmpty() || random.nextBoolean()) {
            scenario.system = plus(scenario.system, more);
        } else {
            int chosen = random.nextInt(scenario.podUsages.size());
            PodUsage pod = scenario.podUsages.get(chosen);
            scenario.podUsages.set(
                    chosen,
                    new PodUsage(pod.namespace(), pod.name(), pod.priority(), pod.qos(), plus(pod.usage(), more)));
        }

        if (scenario.offer() instanceof NodeOffer.Offered offered) {
            CpuMemory after = offered.batch().result();
            CpuMemory afterTogether = after.plus(offered.mid().amount());
            assertThat(after.cpu()).isLessThanOrEqualTo(before.cpu());
            assertThat(afterTogether).isEqualTo(afterTogether.min(together));
        }
    }

    @Provide
    Arbitrary<ResourceUsage> absurd() {
        return NodeScenarios.absurd();
    }

    @Provide
    Arbitrary<Duration> otherTimes() {
        return NodeScenarios.otherTimes();
    }

    @Provide
    Arbitrary<Duration> jumps() {
        return NodeScenarios.jumps();
    }

    private static ResourceUsage plus(ResourceUsage usage, CpuMemory more) {
        return new ResourceUsage(
                usage.cpu().map(cpu -> cpu.plus(more.cpu())), usage.memory().map(memory -> memory.plus(more.memory())));
    }

    @Property(seed = "20261126")
    void missingOrAbsurdUsageRaisesNothing(
            @ForAll NodeScenario scenario,
            @ForAll("absurd") ResourceUsage absurd,
            @ForAll ExtendedAmounts published,
            @ForAll Random random) {
        scenario.published = Published.of(published);
        if (scenario.podUsages.isEmpty() || random.nextInt(4) == 0) {
            scenario.system = absurd;
        } else {
            int chosen = random.nextInt(scenario.podUsages.size());
            scenario.podUsages.set(chosen, new PodUsage("default", "gone", PriorityClass.PROD, QosClass.LS, absurd));
        }

        assertRaisesNothing(scenario.plan(), published);
    }

    private static void assertRaisesNothing(CapacityPlan plan, ExtendedAmounts published) {
        if (plan instanceof CapacityPlan.Publish publish) {
            assertThat(publish.amounts()).isEqualTo(publish.amounts().min(published));
        }
    }

    @Property(seed = "20261126")
    void aPredictionThatIsMissingOrAbsurdGivesMidNothingThatIsNotThere(
            @ForAll NodeScenario scenario, @ForAll("absurd") ResourceUsage absurd, @ForAll boolean ofNode) {
        if (ofNode) {
            scenario.nodeUsage = absurd;
        } else {
            scenario.reclaimable = absurd;
        }
        MidFormula mid = scenario.offered().mid();

        CpuMemory unused = mid.unused().toOptional().orElse(CpuMemory.ZERO).atLeastZero();
        assertThat(mid.isStatic() || mid.base().equals(mid.base().min(unused))).isTrue();
    }

    @Property(seed = "20261126")
    void aReportFromAnotherTimeOffersNothing(@ForAll NodeScenario scenario, @ForAll("otherTimes") Duration age) {
        scenario.updateTime = Reading.of(NOW.minus(age));

        assertThat(scenario.offer()).isInstanceOf(NodeOffer.Refused.class);
    }

    /** At first only as much as is published, however far the clock jumps; later no more than the offer. */
    @Property(seed = "20261126")
    void aJumpOfTheClockRaisesNothing(
            @ForAll NodeScenario scenario, @ForAll ExtendedAmounts published, @ForAll("jumps") Duration jump) {
        scenario.published = Published.of(published);
        Instant then = NOW.plus(jump);
        scenario.updateTime = Reading.of(then);
        OfferHistory history = scenario.assess().historyAfter(OfferHistory.NONE);

        CapacityPlan plan =
                scenario.assess(new NodeAssessment.Memory(NOW, history), then).plan();

        if (plan instanceof CapacityPlan.Publish publish) {
            assertThat(publish.amounts().batchCpu()).isLessThanOrEqualTo(published.batchCpu());
            assertThat(publish.amounts().batchMemory()).isLessThanOrEqualTo(published.batchMemory());
        }
    }

    @Property(seed = "20261126")
    void theOrderOfPodsMakesNoDifference(@ForAll NodeScenario scenario, @ForAll Random random) {
        NodeOffer before = scenario.offer();
        Collections.shuffle(scenario.pods, random);
        Collections.shuffle(scenario.podUsages, random);

        assertThat(scenario.offer()).isEqualTo(before);
    }

    @Property(seed = "20261126")
    void aSecondPassWritesNothing(@ForAll NodeScenario scenario, @ForAll ExtendedAmounts published) {
        scenario.published = Published.of(published);
        NodeAssessment first = scenario.assess();
        Optional<Change> change = NodeChange.of(first);
        change.ifPresent(written -> {
            scenario.published = NodeChange.publishedAfter(scenario.published, written);
            written.annotations().forEach((key, text) -> scenario.annotations.put(key, text.orElseThrow()));
        });

        NodeAssessment second =
                scenario.assess(new NodeAssessment.Memory(NOW, first.historyAfter(OfferHistory.NONE)), NOW);

        assertThat(NodeChange.of(second)).isEmpty();
    }

    @Property(seed = "20261126")
    void zonesShareWhatTheNodeHas(@ForAll NodeScenario scenario) {
        NodeOffer.Offered offer = scenario.offered();
        int zones = offer.zones().size();
        CpuMemory sum = CpuMemory.ZERO;
        for (ZoneFormula zone : offer.zones()) {
            CpuMemory bound = zone.capacity().minus(zone.margin()).atLeastZero();
            assertThat(zone.result()).isEqualTo(zone.result().min(bound).atLeastZero());
            sum = sum.plus(zone.result());
        }

        boolean whole = scenario.zoneCapacity().cpu().value() > 99_997;
        if (zones > 0 && whole) {
            // Each of these is rounded once per zone: capacity, margin, system, reservation, cap and the load of every
            // pod.
            long rounded = (long) zones * (scenario.pods.size() + scenario.podUsages.size() + 6);
            assertThat(sum.cpu().value() + rounded)
                    .isGreaterThanOrEqualTo(offer.batch().capped().cpu().value());
        }
    }

    @Property(seed = "20261126")
    void anyNumbersAreSurvived(
            @ForAll long capacityCpu,
            @ForAll long capacityMemory,
            @ForAll long request,
            @ForAll long usage,
            @ForAll long other) {
        NodeScenario scenario = new NodeScenario()
                .podOn("a", PriorityClass.PROD, QosClass.LS, CpuMemory.of(request, request), 1)
                .pod("b", PriorityClass.MID, QosClass.LSE, CpuMemory.of(request, other))
                .measured("a", PriorityClass.PROD, ResourceUsage.of(usage, usage))
                .measured("c", PriorityClass.PROD, ResourceUsage.of(usage, usage))
                .zones(CpuMemory.of(other, capacityMemory), CpuMemory.of(capacityCpu, request));
        scenario.capacity = CpuMemory.of(capacityCpu, capacityMemory);
        scenario.allocatable = CpuMemory.of(capacityMemory, capacityCpu);
        scenario.system = ResourceUsage.of(other, other);
        scenario.nodeUsage = ResourceUsage.of(usage, request);
        scenario.reclaimable = ResourceUsage.of(other, capacityCpu);

        if (scenario.plan() instanceof CapacityPlan.Publish publish) {
            for (ExtendedResource resource : ExtendedResource.values()) {
                long capacity = resource.isCpu() ? capacityCpu : capacityMemory;
                assertThat(publish.amounts().value(resource)).isBetween(0L, capacity);
            }
        }
    }
}
