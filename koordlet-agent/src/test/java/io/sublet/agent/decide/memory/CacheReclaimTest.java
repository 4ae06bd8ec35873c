package io.sublet.agent.decide.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.memory.CacheReclaim.Cooling;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.unit.Bytes;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheReclaimTest {
    private static final ResourceQos ON =
            MemoryProtectionTest.policy(MemoryQos.NONE, MemoryQos.defaultFor(QosClass.BE));
    private static final PodView WEB =
            PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS).view();
    private static final PodView SMALL = PodDraft.batch("small").view();
    private static final PodView LARGE = PodDraft.batch("large").view();
    private static final Cooling RESTED = Cooling.NONE;

    private final CacheReclaim policy = new CacheReclaim();

    @Test
    void takesABoundedAmountOfThePodWithTheMostWhileAnOnlinePodWaits() {
        Step<Cooling> step = policy.decide(node(CgroupVersion.V2, 9, 20, 5000).build(), RESTED);

        assertTakes(step, LARGE, CacheReclaim.MOST.value());
        assertThat(step.verdict().reason().facts()).containsEntry("pressure", "9.0%");
    }

    @Test
    void takesNoMoreThanIsThere() {
        assertTakes(
                policy.decide(node(CgroupVersion.V2, 9, 20, 100).build(), RESTED),
                LARGE,
                Bytes.ofMebibytes(100).value());
    }

    @Test
    void leavesBestEffortAloneWhileNobodyWaits() {
        assertHolds(policy.decide(node(CgroupVersion.V2, 4.99, 20, 5000).build(), RESTED), MemoryReason.Enough);
    }

    @Test
    void leavesLittleAlone() {
        assertHolds(policy.decide(node(CgroupVersion.V2, 9, 1, 15).build(), RESTED), MemoryReason.NothingToReclaim);
    }

    @Test
    void whereAllOfAGroupWouldBeTakenThoseWithMuchAreLeftAlone() {
        assertTakes(
                policy.decide(node(CgroupVersion.V1, 9, 20, 5000).build(), RESTED),
                SMALL,
                Bytes.ofMebibytes(20).value());
    }

    @Test
    void waitsTwiceAsLongEachTimeThatItDidNotHelpButFiveMinutesAtMost() {
        Cooling memory = RESTED;
        Duration at = Duration.ofHours(1);
        for (long seconds : new long[] {10, 20, 40, 80, 160, 300, 300}) {
            Step<Cooling> step =
                    policy.decide(node(CgroupVersion.V2, 9, 20, 5000).at(at).build(), memory);
            assertThat(step.verdict()).isInstanceOf(Verdict.Act.class);
            memory = step.memory();
            assertHolds(
                    policy.decide(
                            node(CgroupVersion.V2, 9, 20, 5000)
                                    .at(at.plusSeconds(seconds - 1))
                                    .build(),
                            memory),
                    MemoryReason.CoolingDown);
            at = at.plusSeconds(seconds);
        }
    }

    @Test
    void waitsNoLongerAfterAStepThatHelped() {
        Duration at = Duration.ofHours(1);
        Cooling after = policy.decide(
                        node(CgroupVersion.V2, 20, 20, 5000).at(at).build(), RESTED)
                .memory();

        Cooling next = policy.decide(
                        node(CgroupVersion.V2, 12, 20, 5000)
                                .at(at.plusSeconds(10))
                                .build(),
                        after)
                .memory();

        assertThat(next.length()).isEqualTo(CacheReclaim.FIRST_WAIT);
    }

    @Test
    void anAgentThatHasLostItsMemoryWaitsFirst() {
        Duration at = Duration.ofHours(1);
        Step<Cooling> first =
                policy.decide(node(CgroupVersion.V2, 9, 20, 5000).at(at).build(), policy.start());

        assertHolds(first, MemoryReason.CoolingDown);
        assertThat(policy.decide(
                                node(CgroupVersion.V2, 9, 20, 5000)
                                        .at(at.plusSeconds(10))
                                        .build(),
                                first.memory())
                        .verdict())
                .isInstanceOf(Verdict.Act.class);
    }

    @Test
    void doesNothingUnlessItIsAskedForAndCan() {
        Seen seen = node(CgroupVersion.V2, 9, 20, 5000);
        assertHolds(policy.decide(seen.lacking(Knob.MEMORY_RECLAIM).build(), RESTED), MemoryReason.NotSupported);
        assertHolds(policy.decide(seen.qos(ResourceQos.DEFAULT).build(), RESTED), MemoryReason.NotAsked);
    }

    @Test
    void withoutPressureFilesItDoesNothing() {
        Seen seen = Seen.onCpus(4).qos(ON).pod(LARGE, ResourceUsage.of(0, 0), group(0, 5000, false));

        assertHolds(policy.decide(seen.build(), RESTED), MemoryReason.MemoryUnknown);
    }

    private static Seen node(CgroupVersion version, double pressure, long small, long large) {
        return Seen.onCpus(4)
                .version(version)
                .qos(ON)
                .at(Duration.ofHours(1))
                .pod(WEB, ResourceUsage.of(0, 0), group(pressure, 9000, true))
                .pod(SMALL, ResourceUsage.of(0, 0), group(50, small, true))
                .pod(LARGE, ResourceUsage.of(0, 0), group(60, large, true));
    }

    private static GroupObservation group(double pressure, long inactiveMebibytes, boolean known) {
        Reading<Pressure> memory = known
                ? Reading.of(new Pressure(new Pressure.Window(pressure, 0, 0, 0), Reading.missing("test")))
                : Reading.missing("test");
        return new GroupObservation(
                Reading.missing("test"),
                Reading.of(new GroupMemory(Bytes.ZERO, Bytes.ZERO, Bytes.ofMebibytes(inactiveMebibytes))),
                Reading.missing("test"),
                Reading.missing("test"),
                new GroupPressure(Reading.missing("test"), memory, Reading.missing("test")));
    }

    private static void assertTakes(Step<Cooling> step, PodView pod, long bytes) {
        assertThat(step.verdict())
                .isInstanceOfSatisfying(
                        Verdict.Act.class,
                        act -> assertThat(act.actions())
                                .containsExactly(new Action.Trigger(
                                        new KnobKey(SeenPods.cgroup(pod), Knob.MEMORY_RECLAIM),
                                        new KnobValue.Whole(bytes),
                                        act.reason())));
    }

    private static void assertHolds(Step<Cooling> step, MemoryReason why) {
        assertThat(step.verdict()).isInstanceOf(Verdict.Hold.class);
        assertThat(step.verdict().reason().code()).isEqualTo(why);
    }
}
