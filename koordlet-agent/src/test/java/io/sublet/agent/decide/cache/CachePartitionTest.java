package io.sublet.agent.decide.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.capture.CapturedNode;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.interference.Squeeze;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.ResctrlPlace;
import io.sublet.agent.kernel.Schemata;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.cache.FakeResctrl;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.agent.observe.resource.ResourceReader;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.MemoryQos;
import io.sublet.model.slo.NetworkQos;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.ResourceQos.ClassQos;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way, from files to files, on trees of real machines that answer as Linux does. */
class CachePartitionTest {
    private static final String BATCH_TASKS = FakeKernel.ROOT + "/cpu/kubepods/besteffort/podbatch/c/tasks";
    private static final PodView BATCH =
            PodDraft.batch("batch").container("c", Map.of(), Map.of()).view();
    private static final PodView WEB = PodDraft.pod("web", KubeQos.BURSTABLE, QosClass.LS)
            .container("c", Map.of(), Map.of())
            .view();

    private FakeKernel kernel = new FakeKernel();
    private final FakeStore store = new FakeStore();
    private final List<PodView> pods = new ArrayList<>(List.of(BATCH, WEB));
    private ResourceQos policy = qos(CacheQos.defaultFor(QosClass.LS), CacheQos.defaultFor(QosClass.BE));
    private long tick;

    private static ResourceQos qos(CacheQos online, CacheQos batch) {
        ClassQos high = new ClassQos(MemoryQos.NONE, online, DiskQos.NONE, NetworkQos.NONE);
        return new ResourceQos(
                high,
                high,
                new ClassQos(MemoryQos.NONE, batch, DiskQos.NONE, NetworkQos.NONE),
                ClassQos.NONE,
                DiskQos.NONE,
                ResourceQos.DEFAULT.networkTotal());
    }

    private static CacheQos cache(long start, long end, long bandwidth) {
        return new CacheQos(true, new Percent(start), new Percent(end), new Percent(bandwidth));
    }

    private UnaryOperator<ResourceQos> narrowing = policy -> policy;

    private Machine machine(String tree) {
        kernel = FakeResctrl.on(CapturedNode.of("resctrl-" + tree).kernel(0));
        pods.forEach(this::addPod);
        return new Machine();
    }

    private void addPod(PodView pod) {
        String group = SeenPods.cgroup(pod).child("c").path();
        kernel.groupV1(group, "0-3");
        kernel.put(
                FakeKernel.ROOT + "/cpu/" + group + "/tasks",
                pod.ref().name().hashCode() % 1000 + "1\n0\n" + pod.ref().name().hashCode() % 1000 + "2");
    }

    /** An agent on the machine. */
    private final class Machine {
        final CgroupFs cgroups = new CgroupFs(
                kernel,
                FakeKernel.ROOT,
                Map.of("resctrl", new ResctrlPlace(kernel, FakeResctrl.ROOT, new CgroupFs(kernel, FakeKernel.ROOT))));
        final KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
        final ResourceReader reader = new ResourceReader(kernel, cgroups, "/proc", "/sys");
        List<Outcome> outcomes = List.of();

        Verdict tick() {
            Seen seen = Seen.onCpus(4).qos(policy);
            pods.forEach(seen::pod);
            actuator.held().forEach(seen::holding);
            Observation first = seen.build();
            Beat beat = new Beat(tick, tick * 1_000_000_000L, 4, 0, Duration.ofSeconds(1));
            Resources resources = reader.read(
                    first.pods().toOptional().orElseThrow(),
                    policy,
                    first.held().keySet(),
                    beat);
            Observation all = seen.resources(resources).build();
            Verdict verdict = CachePartition.decide(all, narrowing);
            outcomes = actuator.apply(
                    ActionPlan.from(List.of(verdict), all.resources().values(), all.held()), beat.nanoTime());
            tick++;
            return verdict;
        }

        /** Ticks until nothing is left to do. */
        Verdict settle() {
            Verdict verdict = tick();
            for (int i = 0; i < 6; i++) {
                assertThat(outcomes).noneMatch(outcome -> outcome instanceof Outcome.Rejected);
                verdict = tick();
            }
            assertThat(verdict).isInstanceOf(Verdict.Hold.class);
            return verdict;
        }
    }

    private String line(String group, String kind) {
        String path = FakeResctrl.ROOT + (group.isEmpty() ? "" : "/" + group) + "/schemata";
        return String.join(
                ";",
                Schemata.parse(kernel.get(path))
                        .orElseThrow()
                        .lines()
                        .getOrDefault(kind, new TreeMap<>())
                        .values());
    }

    @Test
    void bestEffortGetsThirtyPercentOfTheWaysOnIntel() {
        assertThat(machine("intel-like").settle().reason().code()).isEqualTo(CacheReason.AsWanted);

        // 11 ways: 30 % begins in the fourth.
        assertThat(line("BE", "L3")).isEqualTo("f;f;f;f");
        assertThat(line("LS", "L3")).isEqualTo("7ff;7ff;7ff;7ff");
        assertThat(line("BE", "MB")).isEqualTo("100;100;100;100");
        assertThat(kernel.get(FakeResctrl.ROOT + "/BE/tasks").lines())
                .containsExactlyInAnyOrderElementsOf(kernel.get(BATCH_TASKS)
                        .lines()
                        .filter(id -> !id.equals("0"))
                        .toList());
    }

    @Test
    void amdCountsBandwidthInEighthsOfGigabytes() {
        policy = qos(CacheQos.defaultFor(QosClass.LS), cache(0, 30, 20));
        machine("amd-like").settle();

        assertThat(line("BE", "L3")).isEqualTo("1f;1f;1f;1f");
        assertThat(line("BE", "MB")).isEqualTo("32;32;32;32");
        assertThat(line("LS", "MB")).isEqualTo("2048;2048;2048;2048");
    }

    @Test
    void intelRoundsBandwidthUpToItsSteps() {
        policy = qos(CacheQos.defaultFor(QosClass.LS), cache(0, 30, 11));
        machine("full").settle();

        assertThat(line("BE", "MB")).isEqualTo("20;20;20;20");
    }

    @Test
    void codeAndDataGetTheSame() {
        machine("nomb.cdp").settle();

        assertThat(line("BE", "L3CODE")).isEqualTo("3f;3f;3f;3f");
        assertThat(line("BE", "L3DATA")).isEqualTo("3f;3f;3f;3f");
    }

    @Test
    void theSecondLevelIsDividedWhereThereIsNoThird() {
        machine("l2").settle();

        assertThat(line("BE", "L2")).isEqualTo("7;7");
    }

    /** Every machine takes what is written for any range, however small, and is then as it was. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "intel-like",
                "amd-like",
                "full",
                "l2",
                "l2cdp",
                "l2l3mb",
                "nol3",
                "nol3.mbps",
                "nomb",
                "nomb.cdp"
            })
    void everyMachineTakesEveryRangeAndIsGivenBack(String tree) {
        Machine machine = machine(tree);
        Map<String, String> before = groups();
        for (long start = 0; start < 100; start += 7) {
            for (long end = start + 1; end <= 100; end += 16) {
                policy = qos(cache(start, 100, 100), cache(start, end, Math.max(1, end - start)));
                machine.settle();
            }
        }

        new Restore(machine.cgroups, machine.actuator).onRequest(tick * 1_000_000_000L);

        assertThat(machine.actuator.held()).isEmpty();
        assertThat(groups()).isEqualTo(before);
    }

    private Map<String, String> groups() {
        Map<String, String> groups = new TreeMap<>(kernel.snapshot());
        groups.keySet().removeIf(path -> !path.endsWith("/schemata"));
        groups.replaceAll((path, text) -> Schemata.parse(text).orElseThrow().render());
        return groups;
    }

    @Test
    void whatIsNoLongerAskedForIsTakenAway() {
        Machine machine = machine("intel-like");
        machine.settle();
        policy = ResourceQos.DEFAULT;
        machine.settle();

        assertThat(kernel.exists(FakeResctrl.ROOT + "/LSR")).isFalse();
        assertThat(machine.actuator.held()).isEmpty();
    }

    @Test
    void aGroupThatWasThereBeforeStaysAndGetsItsOwnPartBack() {
        Machine machine = machine("intel-like");
        String before = line("BE", "L3");
        policy = qos(CacheQos.defaultFor(QosClass.LS), cache(50, 100, 100));
        machine.settle();
        assertThat(line("BE", "L3")).isEqualTo("7c0;7c0;7c0;7c0");
        policy = ResourceQos.DEFAULT;
        machine.settle();

        assertThat(line("BE", "L3")).isEqualTo(before);
        assertThat(kernel.get(FakeResctrl.ROOT + "/BE/tasks").lines())
                .doesNotContainAnyElementsOf(kernel.get(BATCH_TASKS)
                        .lines()
                        .filter(id -> !id.equals("0"))
                        .toList());
    }

    @Test
    void aPodWithSettingsOfItsOwnHasAGroupOfItsOwn() {
        PodView own = PodDraft.pod("own", KubeQos.BURSTABLE, QosClass.LS)
                .container("c", Map.of(), Map.of())
                .annotation(
                        "node.koordinator.sh/resctrl",
                        "{\"llc\": {\"schemata\": {\"range\": [0, 50]}, \"schemataPerCache\": "
                                + "[{\"cacheid\": 2, \"range\": [50, 100]}]}, \"mb\": {\"schemata\": {\"percent\": 40}}}")
                .view();
        pods.add(own);
        Machine machine = machine("intel-like");
        machine.settle();

        assertThat(line("koordlet-own", "L3")).isEqualTo("3f;3f;7c0;3f");
        assertThat(line("koordlet-own", "MB")).isEqualTo("40;40;40;40");
        assertThat(kernel.get(FakeResctrl.ROOT + "/koordlet-own/tasks").lines().toList())
                .hasSize(2);
        pods.remove(own);
        machine.settle();
        assertThat(kernel.exists(FakeResctrl.ROOT + "/koordlet-own")).isFalse();
    }

    /** Else the antagonist itself could be the one whom a narrower best effort leaves as it is. */
    @Test
    void aBatchPodsOwnPartDoesNotCountWhileBestEffortIsNarrowed() {
        PodView own = PodDraft.batch("own")
                .container("c", Map.of(), Map.of())
                .annotation("node.koordinator.sh/resctrl", "{\"llc\": {\"schemata\": {\"range\": [0, 100]}}}")
                .view();
        pods.add(own);
        Machine machine = machine("intel-like");
        machine.settle();
        assertThat(line("koordlet-own", "L3")).isEqualTo("7ff;7ff;7ff;7ff");

        narrowing = policy -> new Squeeze(1, 0, Duration.ZERO).narrow(policy, Squeeze.NONE, Response.DEFAULT);
        machine.settle();
        assertThat(kernel.exists(FakeResctrl.ROOT + "/koordlet-own")).isFalse();
        // With those of the other batch pod.
        assertThat(kernel.get(FakeResctrl.ROOT + "/BE/tasks").lines().toList()).hasSize(4);

        narrowing = policy -> policy;
        machine.settle();
        assertThat(line("koordlet-own", "L3")).isEqualTo("7ff;7ff;7ff;7ff");
        assertThat(kernel.get(FakeResctrl.ROOT + "/koordlet-own/tasks").lines().toList())
                .hasSize(2);
    }

    /** Fewer ways would make best effort miss more, and move more. */
    @Test
    void saturatedMemoryNarrowsTheBandwidthAndLeavesTheWays() {
        Machine machine = machine("intel-like");
        narrowing = policy -> Squeeze.NONE.narrow(policy, new Squeeze(2, 0, Duration.ZERO), Response.DEFAULT);
        machine.settle();

        assertThat(line("BE", "L3")).isEqualTo("f;f;f;f");
        assertThat(line("BE", "MB")).isEqualTo("30;30;30;30");
        assertThat(line("LS", "MB")).isEqualTo("100;100;100;100");
    }

    @Test
    void whereThereAreTooFewGroupsClassesComeFirstAndTheRestIsNamed() {
        for (int i = 0; i < 9; i++) {
            pods.add(PodDraft.pod("own" + i, KubeQos.BURSTABLE, QosClass.LS)
                    .container("c", Map.of(), Map.of())
                    .annotation("node.koordinator.sh/resctrl", "{\"mb\": {\"schemata\": {\"percent\": 40}}}")
                    .view());
        }
        Verdict verdict = machine("intel-like").settle();

        assertThat(kernel.directories(FakeResctrl.ROOT)).contains("BE", "LS", "LSR", "koordlet-own3");
        assertThat(verdict.reason().facts())
                .containsEntry(
                        "noRoomFor",
                        List.of("koordlet-own4", "koordlet-own5", "koordlet-own6", "koordlet-own7", "koordlet-own8"));
    }

    @Test
    void aGroupOfSomebodyElseTakesRoomAndIsLeftAlone() {
        Machine machine = machine("full");
        Verdict verdict = machine.settle();

        // 8 classes of service: the root group, four of others, three of the agent.
        assertThat(verdict.reason().facts()).doesNotContainKey("noRoomFor");
        assertThat(kernel.writes()).noneMatch(write -> write.contains("goresctrl") || write.contains("Guaranteed"));
    }

    @Test
    void aProcessThatIsStartedFromOutsideIsTakenInLater() {
        Machine machine = machine("intel-like");
        machine.settle();
        kernel.put(BATCH_TASKS, kernel.get(BATCH_TASKS) + "\n4711");
        for (int i = 0; i < 11; i++) {
            machine.tick();
        }

        assertThat(kernel.get(FakeResctrl.ROOT + "/BE/tasks").lines()).contains("4711");
    }

    @Test
    void aThreadThatIsStartedWhileOthersAreMovedIsNotLost() {
        Machine machine = machine("intel-like");
        kernel.beforeWrite(() -> {
            if (kernel.writes().stream().anyMatch(write -> write.startsWith(FakeResctrl.ROOT + "/BE/tasks="))) {
                kernel.put(BATCH_TASKS, "1\n2\n3");
            }
        });
        machine.settle();

        assertThat(kernel.get(FakeResctrl.ROOT + "/BE/tasks").lines()).contains("1", "2", "3");
    }

    @Test
    void theKernelsOwnWordsAreInTheOutcome() {
        Machine machine = machine("intel-like");
        kernel.refuse(FakeResctrl.ROOT + "/LS", Errno.ENOSPC);
        kernel.put(FakeResctrl.ROOT + "/info/last_cmd_status", "ok\nOut of CLOSIDs");
        kernel.removeDirectory(FakeResctrl.ROOT + "/LS");
        machine.tick();

        assertThat(machine.outcomes)
                .anySatisfy(outcome -> assertThat(outcome.problem()).isEqualTo("ENOSPC: Out of CLOSIDs"));
    }

    @Test
    void aMachineWithoutItSaysSo() {
        kernel = new FakeKernel().put("/proc/filesystems", "nodev\tsysfs");
        assertCause("this kernel or CPU has no resctrl");
        kernel.put("/proc/filesystems", "nodev\tsysfs\nnodev\tresctrl");
        assertCause("resctrl is not mounted at /sys/fs/resctrl; mount -t resctrl resctrl /sys/fs/resctrl");
        kernel = CapturedNode.of("resctrl-full").kernel(0).refuse(FakeResctrl.ROOT + "/schemata", Errno.EROFS);
        assertCause("/sys/fs/resctrl is mounted read-only");
    }

    private void assertCause(String cause) {
        pods.clear();
        Verdict verdict = new Machine().tick();
        assertThat(verdict.reason().code()).isEqualTo(CacheReason.NotUsable);
        assertThat(verdict.reason().facts()).containsEntry("cause", cause);
    }
}
