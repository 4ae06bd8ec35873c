package io.sublet.agent.decide.oom;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.ProcessPlace;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.resource.ResourceReader;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.ResourceQos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OomOrderTest {
    private static final PodView ASKING = PodDraft.pod("db", KubeQos.BURSTABLE, QosClass.LS)
            .container("main", Map.of(), Map.of())
            .container("side", Map.of(), Map.of())
            .annotation("koordinator.sh/oom-score-adj", "-500")
            .annotation("koordinator.sh/oom-score-adj-spec", "{\"side\": 900}")
            .view();
    private static final PodView SILENT = PodDraft.pod("db", KubeQos.BURSTABLE, QosClass.LS)
            .container("main", Map.of(), Map.of())
            .container("side", Map.of(), Map.of())
            .view();

    private final FakeKernel kernel = new FakeKernel();
    private final FakeStore store = new FakeStore();
    private final CgroupFs cgroups;
    private final KernelActuator actuator;
    private final ResourceReader reader;
    private final List<PodView> pods = new ArrayList<>(List.of(ASKING));
    private long tick;

    OomOrderTest() {
        process("11", 100, 900);
        process("12", 101, 900);
        process("21", 200, 900);
        kernel.put(procs("main"), "11\n0\n12");
        kernel.put(procs("side"), "21");
        cgroups = new CgroupFs(kernel, FakeKernel.ROOT, Map.of("proc", new ProcessPlace(kernel, "/proc")));
        actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
        reader = new ResourceReader(kernel, cgroups, "/proc", "/sys");
    }

    private static String procs(String container) {
        return FakeKernel.ROOT + "/cpu/"
                + SeenPods.cgroup(ASKING).child(container).path() + "/cgroup.procs";
    }

    private void process(String pid, long start, long score) {
        kernel.put("/proc/" + pid + "/oom_score_adj", Long.toString(score));
        kernel.put("/proc/" + pid + "/stat", pid + " (a b) S 1" + " 0".repeat(17) + " " + start + " 0 0");
    }

    /** Ten seconds. */
    private Verdict look() {
        Seen seen = Seen.onCpus(4);
        pods.forEach(seen::pod);
        actuator.held().forEach(seen::holding);
        Beat beat = new Beat(tick, tick * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
        Observation all = seen.resources(reader.read(
                        seen.build().pods().toOptional().orElseThrow(),
                        ResourceQos.DEFAULT,
                        actuator.held().keySet(),
                        beat))
                .build();
        Verdict verdict = new OomOrder().decide(all);
        actuator.apply(ActionPlan.from(List.of(verdict), all.resources().values(), all.held()), beat.nanoTime());
        tick += 10;
        return verdict;
    }

    @Test
    void eachProcessGetsTheScoreOfItsContainer() {
        look();

        assertThat(kernel.get("/proc/11/oom_score_adj")).isEqualTo("-500");
        assertThat(kernel.get("/proc/12/oom_score_adj")).isEqualTo("-500");
        assertThat(kernel.get("/proc/21/oom_score_adj")).isEqualTo("900");
        assertThat(look().reason().code()).isEqualTo(OomReason.AsWanted);
    }

    @Test
    void aPodThatAsksNoLongerHasItsScoresBack() {
        look();
        pods.set(0, SILENT);
        look();

        assertThat(kernel.get("/proc/11/oom_score_adj")).isEqualTo("900");
        assertThat(actuator.held()).isEmpty();
        assertThat(look().reason().code()).isEqualTo(OomReason.NotAsked);
    }

    @Test
    void anotherProcessOfTheSameNumberIsLeftAlone() {
        look();
        process("11", 777, 3);
        kernel.put(procs("main"), "12");
        pods.set(0, SILENT);
        look();

        assertThat(kernel.get("/proc/11/oom_score_adj")).isEqualTo("3");
        assertThat(actuator.held()).doesNotContainKey(new KnobKey(new CgroupPath("11"), Knob.OOM_SCORE_ADJ));
    }

    @Test
    void aScoreThatCannotBeIsToldAndLeftOut() {
        pods.set(
                0,
                PodDraft.pod("db", KubeQos.BURSTABLE, QosClass.LS)
                        .container("main", Map.of(), Map.of())
                        .annotation("koordinator.sh/oom-score-adj", "-5000")
                        .view());

        assertThat(look().reason().text()).contains("must be a whole number in -1000..1000, was -5000");
        assertThat(kernel.writes()).isEmpty();
    }
}
