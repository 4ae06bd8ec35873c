package io.sublet.agent.decide.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.idle.BestEffortIdle;
import io.sublet.agent.decide.idle.IdleReason;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SchedulingRule.ClassRule;
import io.sublet.model.slo.SchedulingRule.Policy;
import io.sublet.protocol.Annotations;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupIdentityTest {
    private static final GroupIdentity POLICY = new GroupIdentity();
    private static final CgroupPath BURSTABLE = new CgroupPath("kubepods/burstable");
    private static final PodView GUARANTEED =
            PodDraft.pod("g", KubeQos.GUARANTEED, QosClass.LSR).view();
    private static final PodView WEB =
            PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS).view();
    private static final PodView BATCH = PodDraft.batch("batch").view();

    @Test
    void givesTiersAndPodsTheIdentityOfTheirClass() {
        assertThat(wanted(node(GUARANTEED, WEB, BATCH).scheduling(rule(true, true))))
                .isEqualTo(Map.of(
                        "kubepods/burstable", 2L,
                        "kubepods/besteffort", -1L,
                        "kubepods/podg", 2L,
                        "kubepods/burstable/podweb", 2L,
                        "kubepods/besteffort/podbatch", -1L));
    }

    @Test
    void givesApplicationsOutsideOfPodsTheIdentityOfTheirClassAndTakesItBack() {
        CgroupPath application = new CgroupPath("application-0");
        KnobKey forgotten = new KnobKey(new CgroupPath("host-best-effort/gone"), Knob.CPU_BVT);
        Seen seen = node(WEB)
                .scheduling(rule(true, true))
                .hostApplication(QosClass.LS, HostApplication.Base.CGROUP_ROOT, 100)
                .knob(application, Knob.CPU_BVT, new KnobValue.Whole(0))
                .holding(forgotten, new KnobValue.Whole(0));
        assertThat(wanted(seen)).containsEntry("application-0", 2L);
        assertThat(((Verdict.Act) POLICY.decide(seen.build(), POLICY.start()).verdict()).actions())
                .filteredOn(Action.Release.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Release.class,
                        release -> assertThat(release.key()).isEqualTo(forgotten));
    }

    @Test
    void setsNothingForAClassThatIsNotEnabledAndGivesBackWhatWasSet() {
        Seen seen = node(WEB, BATCH)
                .scheduling(rule(true, false))
                .knob(Seen.TIER, Knob.CPU_BVT, new KnobValue.Whole(-1))
                .holding(new KnobKey(Seen.TIER, Knob.CPU_BVT), new KnobValue.Whole(0));
        Verdict verdict = POLICY.decide(seen.build(), POLICY.start()).verdict();
        assertThat(((Verdict.Act) verdict).actions())
                .filteredOn(Action.Release.class::isInstance)
                .singleElement()
                .isInstanceOfSatisfying(
                        Action.Release.class,
                        release -> assertThat(release.key().cgroup()).isEqualTo(Seen.TIER));
        assertThat(wanted(seen))
                .containsKey("kubepods/burstable/podweb")
                .doesNotContainKey("kubepods/besteffort/podbatch");
    }

    @Test
    void followsTheAnnotationOfAnLsPodAlone() {
        PodView own = PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
                .annotation(Annotations.CPU_QOS, "{\"enable\": true, \"groupIdentity\": 1}")
                .view();
        PodView off = PodDraft.pod("off", KubeQos.BURSTABLE, QosClass.LS)
                .annotation(Annotations.CPU_QOS, "{\"groupIdentity\": 1}")
                .view();
        PodView batch = PodDraft.batch("batch")
                .annotation(Annotations.CPU_QOS, "{\"enable\": true, \"groupIdentity\": 2}")
                .view();
        assertThat(wanted(node(own, off, batch).scheduling(rule(true, true))))
                .containsEntry("kubepods/burstable/podweb", 1L)
                .doesNotContainKey("kubepods/burstable/podoff")
                .containsEntry("kubepods/besteffort/podbatch", -1L);
    }

    @Test
    void takesTheClassOfAPodWhoseAnnotationCannotBeRead() {
        PodView bad = PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
                .annotation(Annotations.CPU_QOS, "{\"enable\": true, \"groupIdentity\": 9}")
                .view();
        Seen seen = node(bad).scheduling(rule(true, true));
        assertThat(wanted(seen)).containsEntry("kubepods/burstable/podweb", 2L);
        assertThat(POLICY.decide(seen.build(), POLICY.start())
                        .verdict()
                        .reason()
                        .text())
                .contains("default/web")
                .contains("-1..2");
    }

    @Test
    void holdsOnAKernelWithoutGroupIdentity() {
        Verdict verdict = POLICY.decide(
                        node(WEB)
                                .scheduling(rule(true, true))
                                .lacking(Knob.CPU_BVT)
                                .build(),
                        POLICY.start())
                .verdict();
        assertThat(verdict.reason().code()).isEqualTo(IdentityReason.NotSupported);
    }

    @Test
    void holdsWhenSettledAndWhenNothingIsAsked() {
        Map<KnobKey, KnobValue> written = new HashMap<>();
        Seen seen = node(GUARANTEED, WEB, BATCH).scheduling(rule(true, true));
        wanted(seen)
                .forEach((group, value) ->
                        written.put(new KnobKey(new CgroupPath(group), Knob.CPU_BVT), new KnobValue.Whole(value)));
        assertThat(POLICY.decide(seen.knobs(written).build(), POLICY.start())
                        .verdict()
                        .reason()
                        .code())
                .isEqualTo(IdentityReason.Settled);
        assertThat(POLICY.decide(node(WEB).build(), POLICY.start())
                        .verdict()
                        .reason()
                        .code())
                .isEqualTo(IdentityReason.NotAsked);
    }

    @Test
    void takesThePlaceOfTheIdleClassWhereTheKernelHasIt() {
        BestEffortIdle idle = new BestEffortIdle(Duration.ofSeconds(30));
        Seen seen = node(BATCH).scheduling(rule(true, true));
        assertThat(idle.decide(seen.build()).reason().code()).isEqualTo(IdleReason.IdentityInstead);
        assertThat(idle.decide(seen.lacking(Knob.CPU_BVT).build())).isInstanceOf(Verdict.Act.class);
    }

    private static SchedulingRule rule(boolean online, boolean bestEffort) {
        return new SchedulingRule(
                Policy.GROUP_IDENTITY,
                Map.of(
                        QosClass.LSR, new ClassRule(online, 2, false, true),
                        QosClass.LS, new ClassRule(online, 2, false, true),
                        QosClass.BE, new ClassRule(bestEffort, -1, false, false)));
    }

    /** Pods whose groups, and whose tiers, have no identity. */
    private static Seen node(PodView... pods) {
        Seen seen = Seen.onCpus(4);
        KnobValue none = new KnobValue.Whole(0);
        seen.knob(Seen.TIER, Knob.CPU_BVT, none).knob(BURSTABLE, Knob.CPU_BVT, none);
        for (PodView pod : List.of(pods)) {
            seen.pod(pod).knob(SeenPods.cgroup(pod), Knob.CPU_BVT, none);
        }
        return seen;
    }

    private static Map<String, Long> wanted(Seen seen) {
        Map<String, Long> wanted = new HashMap<>();
        if (POLICY.decide(seen.build(), POLICY.start()).verdict() instanceof Verdict.Act act) {
            for (Action action : act.actions()) {
                if (action instanceof KnobAction knob
                        && knob.value().isPresent()
                        && knob.value().get() instanceof KnobValue.Whole(long value)) {
                    wanted.put(knob.key().cgroup().path(), value);
                }
            }
        }
        return wanted;
    }
}
