package io.sublet.agent.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.Histories;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.KnobAction;
import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.FakeKernel;
import io.sublet.agent.kernel.FakeStore;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.plan.ActionPlan;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random plans on random trees, which end at a random step: whatever was changed is as it was after a restore. */
class RestoreProps {
    private static final Reason WHY = Reason.of(ModeReason.Restored);
    private static final long SECOND = 1_000_000_000L;
    private static final CgroupPath TIER = new CgroupPath("kubepods/besteffort");
    private static final List<CgroupPath> GROUPS = List.of(
            TIER, TIER.child("a"), TIER.child("a").child("c1"), TIER.child("a").child("c2"), TIER.child("b"));

    private static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Also in the middle of a restore. */
    @Property(seed = "20261127", tries = 2000)
    void everythingIsAsItWasAfterACrashAtAnyStep(@ForAll int seed, @ForAll @IntRange(min = 0, max = 70) int steps) {
        Histories.seeds(seed).forEach(one -> assertAllIsAsItWasAfterACrash(one, steps));
    }

    private static void assertAllIsAsItWasAfterACrash(int seed, int steps) {
        Random random = new Random(seed);
        boolean v2 = random.nextBoolean();
        FakeKernel kernel = tree(random, v2);
        FakeStore store = new FakeStore();
        CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        Map<String, String> before = kernel.snapshot();
        int[] left = {steps};
        Runnable step = () -> {
            if (left[0]-- == 0) {
                throw new PowerLoss();
            }
        };
        kernel.beforeWrite(step);
        store.onAppend(step, step);
        boolean lost = act(random, cgroups, store) || restore(cgroups, store);
        assertThat(lost).isEqualTo(left[0] < 0);
        kernel.beforeWrite(() -> {});
        store.onAppend(() -> {}, () -> {});

        KernelActuator afterCrash = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
        List<Outcome> outcomes = new Restore(cgroups, afterCrash).onRequest(0);

        assertThat(outcomes).noneMatch(Outcome.Conflict.class::isInstance);
        assertThat(afterCrash.held()).isEmpty();
        assertThat(changed(before, kernel.snapshot())).isEmpty();
    }

    /** A pod that vanishes at any step takes its own values with it, and nothing else. */
    @Property(seed = "20261127", tries = 1000)
    void aPodMayVanishAtAnyStep(@ForAll int seed, @ForAll @IntRange(min = 0, max = 40) int steps) {
        Histories.seeds(seed).forEach(one -> assertAPodMayVanish(one, steps));
    }

    private static void assertAPodMayVanish(int seed, int steps) {
        Random random = new Random(seed);
        FakeKernel kernel = tree(random, false);
        FakeStore store = new FakeStore();
        CgroupFs cgroups = new CgroupFs(kernel, FakeKernel.ROOT);
        Map<String, String> before = kernel.snapshot();
        int[] left = {steps};
        Runnable step = () -> {
            if (left[0]-- == 0) {
                kernel.remove("a");
            }
        };
        kernel.beforeWrite(step);
        store.onAppend(step, step);
        act(random, cgroups, store);
        kernel.beforeWrite(() -> {});
        store.onAppend(() -> {}, () -> {});
        if (left[0] >= 0) {
            kernel.remove("a");
        }

        KernelActuator next = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
        new Restore(cgroups, next).onRequest(0);

        assertThat(next.held()).isEmpty();
        Map<String, String> expected = new HashMap<>(before);
        expected.keySet().removeIf(path -> path.contains("/a/"));
        assertThat(changed(expected, kernel.snapshot())).isEmpty();
    }

    /** The files that differ, with both texts. */
    private static Map<String, String> changed(Map<String, String> before, Map<String, String> after) {
        Map<String, String> changed = new TreeMap<>();
        after.forEach((file, text) -> {
            // On v2 the fake knows no effective CPUs.
            if (!text.equals(before.get(file)) && !file.endsWith("effective_cpus")) {
                changed.put(file, before.get(file) + " -> " + text);
            }
        });
        before.keySet().stream().filter(file -> !after.containsKey(file)).forEach(file -> changed.put(file, "gone"));
        return changed;
    }

    private static boolean act(Random random, CgroupFs cgroups, FakeStore store) {
        try {
            KernelActuator actuator = new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"));
            for (int plan = 0; plan < 4; plan++) {
                List<Action> actions = actions(random, actuator, cgroups);
                Map<KnobKey, KnobValue> observed = random.nextInt(4) == 0 ? Map.of() : observed(actions, cgroups);
                actuator.apply(ActionPlan.of(actions, observed, actuator.held()), plan * 20L * SECOND);
            }
            return false;
        } catch (PowerLoss e) {
            return true;
        }
    }

    /** Whether the power went meanwhile. */
    private static boolean restore(CgroupFs cgroups, FakeStore store) {
        try {
            new Restore(cgroups, new KernelActuator(cgroups, Journal.open(store, cgroups, "boot"))).onRequest(0);
            return false;
        } catch (PowerLoss e) {
            return true;
        }
    }

    private static List<Action> actions(Random random, KernelActuator actuator, CgroupFs cgroups) {
        List<Action> actions = new ArrayList<>();
        CpuSet cpus = cpus(1 + random.nextInt(15));
        CpuQuota quota = new CpuQuota(2000 + random.nextInt(100_000));
        boolean byCpus = random.nextBoolean();
        for (CgroupPath group : GROUPS) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (cgroups.version() == CgroupVersion.V1) {
                        actions.add(new Action.SetIdle(group, WHY));
                    }
                }
                case 1 ->
                    actions.add(new Action.SetKnob(
                            new KnobKey(group, Knob.CPU_SHARES), new KnobValue.Whole(2 + random.nextInt(5)), WHY));
                case 2 ->
                    actuator.held().keySet().stream()
                            .filter(key -> key.cgroup().equals(group))
                            .forEach(key -> actions.add(new Action.Release(key, WHY)));
                default -> {}
            }
            actions.add(byCpus ? new Action.SetCpuset(group, cpus, WHY) : new Action.SetQuota(group, quota, WHY));
        }
        return actions;
    }

    private static Map<KnobKey, KnobValue> observed(List<Action> actions, CgroupFs cgroups) {
        Map<KnobKey, KnobValue> observed = new HashMap<>();
        for (Action any : actions) {
            KnobKey key = ((KnobAction) any).key();
            cgroups.value(key.cgroup(), key.knob()).toOptional().ifPresent(value -> observed.put(key, value));
        }
        return observed;
    }

    private static FakeKernel tree(Random random, boolean v2) {
        FakeKernel kernel = new FakeKernel();
        List<String> groups = new ArrayList<>(List.of("", "kubepods"));
        GROUPS.forEach(group -> groups.add(group.path()));
        groups.forEach(group -> {
            if (v2) {
                kernel.groupV2(group, "0-3");
            } else {
                kernel.groupV1(group, "0-3");
            }
        });
        for (CgroupPath group : GROUPS) {
            String at = v2 ? "/cg/" + group.path() : "/cg/cpu/" + group.path();
            kernel.put(at + (v2 ? "/cpu.weight" : "/cpu.shares"), Integer.toString(10 + random.nextInt(90)));
        }
        // Only a leaf, since a parent has to contain its children.
        if (random.nextBoolean()) {
            String leaf = TIER.child("b").path();
            kernel.put(
                    v2 ? "/cg/" + leaf + "/cpu.max" : "/cg/cpu/" + leaf + "/cpu.cfs_quota_us",
                    v2 ? "150000 100000" : "150000");
        }
        return kernel;
    }

    private static CpuSet cpus(int mask) {
        return CpuSet.of(IntStream.range(0, 4).filter(cpu -> (mask >> cpu & 1) == 1));
    }
}
