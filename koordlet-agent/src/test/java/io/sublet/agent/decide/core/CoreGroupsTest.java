package io.sublet.agent.decide.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.CookieWriter;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeCores;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.core.CookieReader;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.model.slo.SchedulingRule.ClassRule;
import io.sublet.model.slo.SchedulingRule.Policy;
import io.sublet.protocol.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CoreGroupsTest {
    private static final CoreGroups POLICY = new CoreGroups();
    private static final SchedulingRule ON = new SchedulingRule(
            Policy.CORE_SCHED,
            Map.of(
                    QosClass.LSR, new ClassRule(true, 0, false, true),
                    QosClass.LS, new ClassRule(true, 0, false, true),
                    QosClass.BE, new ClassRule(true, 0, false, false),
                    QosClass.SYSTEM, new ClassRule(true, 0, false, false)));

    private final FakeKernel kernel = new FakeKernel().groupV1("", "0-3").groupV1("kubepods", "0-3");
    private final FakeCores cores = new FakeCores();
    private final CookieWriter writer = new CookieWriter(cores);
    private final CookieReader reader =
            new CookieReader(new CgroupFs(kernel, FakeKernel.ROOT), cores, writer::hasGiven);
    private final List<PodView> pods = new ArrayList<>();
    private SchedulingRule rule = ON;
    private Set<Long> memory = POLICY.start();
    private int number;

    @Test
    void keepsOnlineAndBestEffortOnDifferentCookies() {
        pod(draft("web", QosClass.LS), 1, 2);
        pod(draft("api", QosClass.LS), 3);
        pod(draft("batch", QosClass.BE), 4, 5);
        settle();
        Map<Long, Long> cookies = cores.cookies();
        assertThat(cookies.get(1L)).isNotZero().isEqualTo(cookies.get(2L)).isEqualTo(cookies.get(3L));
        assertThat(cookies.get(4L)).isNotZero().isEqualTo(cookies.get(5L)).isNotEqualTo(cookies.get(1L));
    }

    @Test
    void givesAProcessThatCameFromElsewhereTheCookieOfItsGroupAndLosesNoFork() {
        pod(draft("web", QosClass.LS), 1);
        settle();
        long cookie = cookie(1);
        cores.fork(1, 10).process(11);
        processes("web", QosClass.LS, 1, 10, 11);
        int calls = cores.calls();
        settle();
        assertThat(cookie(10)).isEqualTo(cookie);
        assertThat(cookie(11)).isEqualTo(cookie);
        assertThat(cores.calls()).isEqualTo(calls + 1);
    }

    @Test
    void knowsTheProcessesOfGroupsThatAContainerMakes() {
        pod(draft("web", QosClass.LS), 1);
        CgroupPath container = SeenPods.cgroup(draft("web", QosClass.LS).view()).child("c");
        kernel.put("/cg/cpu/" + container.child("inner").path() + "/cgroup.procs", "12");
        cores.process(12);
        settle();
        assertThat(cookie(12)).isNotZero().isEqualTo(cookie(1));
    }

    @Test
    void keepsTheGroupsCookieWhenItsFirstProcessEnds() {
        pod(draft("web", QosClass.LS), 1, 2);
        settle();
        long cookie = cookie(2);
        cores.end(1).process(3);
        processes("web", QosClass.LS, 1, 2, 3);
        settle();
        assertThat(cookie(3)).isEqualTo(cookie);
    }

    @Test
    void goesOnWithTheCookiesThatAreThereAfterARestart() {
        pod(draft("web", QosClass.LS), 1, 2);
        settle();
        Map<Long, Long> before = cores.cookies();
        int calls = cores.calls();
        memory = POLICY.start();
        settle();
        assertThat(cores.cookies()).isEqualTo(before);
        assertThat(cores.calls()).isEqualTo(calls);
    }

    @Test
    void followsTheLabels() {
        pod(draft("a", QosClass.LS).label(Labels.CORE_SCHED_GROUP, "one"), 1);
        pod(draft("b", QosClass.LS).label(Labels.CORE_SCHED_GROUP, "two"), 2);
        pod(draft("c", QosClass.LS).label(Labels.CORE_SCHED_GROUP, "one"), 3);
        pod(draft("alone", QosClass.LS).label(Labels.CORE_SCHED_POLICY, "exclusive"), 4);
        pod(draft("none", QosClass.LS).label(Labels.CORE_SCHED_POLICY, "none"), 5);
        pod(draft("system", QosClass.SYSTEM), 6);
        settle();
        assertThat(cookie(1)).isEqualTo(cookie(3)).isNotEqualTo(cookie(2));
        assertThat(Set.of(cookie(1), cookie(2), cookie(4))).hasSize(3).doesNotContain(0L);
        assertThat(cookie(5)).isZero();
        assertThat(cookie(6)).isZero();
    }

    @Test
    void takesItsCookiesAwayWhenThePolicyDoesNotAskAnyMoreAndLeavesThoseOfOthers() {
        pod(draft("web", QosClass.LS), 1);
        pod(draft("vm", QosClass.LS).label(Labels.CORE_SCHED_POLICY, "none"), 2);
        cores.process(2, 77);
        settle();
        rule = SchedulingRule.DEFAULT;
        settle();
        assertThat(cookie(1)).isZero();
        assertThat(cookie(2)).isEqualTo(77);
    }

    @Test
    void givesAllBackAtTheEnd() {
        pod(draft("web", QosClass.LS), 1, 2);
        settle();
        cores.fork(2, 3);
        processes("web", QosClass.LS, 1, 2, 3);
        tick();
        writer.giveBack(reader.all());
        assertThat(cores.cookies().values()).containsOnly(0L);
        assertThat(writer.hasGiven()).isFalse();
    }

    @Test
    void saysThatTheKernelHasNoneAndThatItCannotSeeProcesses() {
        pod(draft("web", QosClass.LS), 1);
        cores.unsupported();
        assertThat(tick().reason().text()).contains("no core scheduling");
        assertThat(cores.calls()).isZero();
        CookieReader blind = new CookieReader(new CgroupFs(kernel, FakeKernel.ROOT), new FakeCores(), () -> false);
        processes("web", QosClass.LS, 0);
        assertThat(blind.read(true, seen().pods().toOptional().orElseThrow(), beat()))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("process namespace"));
    }

    /** Whatever pods and processes come and go: settled groups have one cookie each, and no two share one. */
    @Test
    void keepsGroupsApartInRandomHistories() {
        Random random = new Random(20_261_127);
        for (int history = 0; history < 60; history++) {
            pods.clear();
            memory = POLICY.start();
            long pid = 10_000L * (history + 1);
            for (int step = 0; step < 8; step++) {
                QosClass qos = List.of(QosClass.LS, QosClass.BE, QosClass.LSR, QosClass.SYSTEM)
                        .get(random.nextInt(4));
                PodDraft draft = draft("p" + history + "-" + step, qos);
                if (random.nextInt(3) == 0) {
                    draft.label(Labels.CORE_SCHED_GROUP, "g" + random.nextInt(2));
                }
                long[] pids = new long[random.nextInt(4)];
                for (int i = 0; i < pids.length; i++) {
                    pids[i] = pid++;
                }
                pod(draft, pids);
                if (random.nextInt(3) == 0 && pods.size() > 1) {
                    pods.remove(random.nextInt(pods.size()));
                }
                settle();
                assertApart();
            }
        }
    }

    private void assertApart() {
        Map<String, Set<Long>> byGroup = new HashMap<>();
        Observation seen = seen();
        Map<CgroupPath, List<ProcessCookie>> cookies =
                seen.cookies().toOptional().orElseThrow();
        for (PodView pod : pods) {
            String group = CoreGroups.group(pod, rule).orElse("no group");
            cookies.getOrDefault(SeenPods.cgroup(pod).child("c"), List.of())
                    .forEach(process -> byGroup.computeIfAbsent(group, key -> new HashSet<>())
                            .add(process.cookie()));
        }
        assertThat(byGroup.values()).allSatisfy(set -> assertThat(set).hasSize(1));
        Set<Long> distinct = byGroup.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        assertThat(distinct).hasSize(byGroup.size());
    }

    private static PodDraft draft(String name, QosClass qos) {
        return PodDraft.pod(name, qos == QosClass.BE ? KubeQos.BEST_EFFORT : KubeQos.BURSTABLE, qos)
                .container("c", Map.of(), Map.of());
    }

    private void pod(PodDraft draft, long... pids) {
        PodView view = draft.view();
        pods.add(view);
        for (long pid : pids) {
            cores.process(pid);
        }
        write(view, pids);
    }

    private void processes(String name, QosClass qos, long... pids) {
        write(draft(name, qos).view(), pids);
    }

    private void write(PodView pod, long... pids) {
        kernel.put(
                "/cg/cpu/" + SeenPods.cgroup(pod).child("c").path() + "/cgroup.procs",
                Arrays.stream(pids).mapToObj(Long::toString).collect(Collectors.joining("\n")));
    }

    private long cookie(long pid) {
        return cores.cookies().getOrDefault(pid, -1L);
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            tick();
        }
        assertThat(tick()).isInstanceOf(Verdict.Hold.class);
    }

    private Verdict tick() {
        Step<Set<Long>> step = POLICY.decide(seen(), memory);
        memory = step.memory();
        List<Outcome> outcomes = writer.apply(
                ActionPlan.from(List.of(step.verdict()), Map.of(), Map.of()).others());
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.problem()).isEmpty());
        if (!outcomes.isEmpty()) {
            reader.changed();
        }
        return step.verdict();
    }

    private Observation seen() {
        Seen seen = Seen.onCpus(4).scheduling(rule);
        pods.forEach(seen::pod);
        boolean asked = rule.policy() == Policy.CORE_SCHED;
        Reading<Map<CgroupPath, List<ProcessCookie>>> cookies =
                reader.read(asked, seen.build().pods().toOptional().orElseThrow(), beat());
        if (cookies instanceof Reading.Missing<Map<CgroupPath, List<ProcessCookie>>>(String cause)) {
            return seen.cookiesMissing(cause).build();
        }
        return seen.cookies(cookies.toOptional().orElseThrow()).build();
    }

    private Beat beat() {
        long at = number++;
        return new Beat(at, at * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
    }
}
