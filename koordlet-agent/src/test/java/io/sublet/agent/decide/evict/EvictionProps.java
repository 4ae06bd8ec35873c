package io.sublet.agent.decide.evict;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.Histories;
import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.RememberingPolicy.Step;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.EvictionRules.Limit;
import io.sublet.model.slo.EvictionRules.Satisfaction;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Rules under which everything is always too much, on random nodes. */
class EvictionProps {
    private static final Band ALWAYS = new Band(new Percent(1), new Percent(0));
    private static final EvictionRules RULES = new EvictionRules(
            true,
            Optional.of(new Satisfaction(new Percent(60), new Percent(99), new Percent(0), Limit.REAL)),
            Duration.ofSeconds(5),
            Optional.of(ALWAYS),
            ALWAYS,
            ALWAYS,
            ALWAYS,
            OptionalInt.of(9999),
            OptionalInt.of(7999));

    private static final List<RememberingPolicy<EvictionMemory>> POLICIES = List.of(
            new CpuSatisfactionEviction(),
            new CpuUsageEviction(),
            new MemoryUsageEviction(),
            new DiskEviction(),
            new AllocatableEviction(AllocatableEviction.Resource.CPU));

    @Property(seed = "20261127", tries = 1000)
    void onlyBestEffortLeavesAndNeverMoreThanAllowed(
            @ForAll @IntRange(min = 0, max = 12) int pods,
            @ForAll @IntRange(min = 0, max = 3) int left,
            @ForAll int seed) {
        Histories.seeds(seed).forEach(one -> assertOnlyBestEffortLeaves(pods, left, one));
    }

    private static void assertOnlyBestEffortLeaves(int pods, int left, int seed) {
        for (RememberingPolicy<EvictionMemory> policy : POLICIES) {
            EvictionMemory memory = policy.start();
            Optional<Integer> lastAct = Optional.empty();
            for (int second = 0; second < 12; second++) {
                Step<EvictionMemory> step = policy.decide(
                        seen(pods, left, seed, false)
                                .at(at(second * pace(policy)))
                                .build(),
                        memory);
                memory = step.memory();
                if (step.verdict() instanceof Verdict.Act act
                        && act.actions().stream().anyMatch(Action.EvictPod.class::isInstance)) {
                    assertThat(lastAct.filter(before -> before > 0 && policyCoolsLonger(policy)))
                            .isEmpty();
                    lastAct = Optional.of(second);
                    List<Action.EvictPod> evictions = act.actions().stream()
                            .filter(Action.EvictPod.class::isInstance)
                            .map(Action.EvictPod.class::cast)
                            .toList();
                    assertThat(evictions).hasSizeBetween(1, left);
                    Set<String> names = new HashSet<>();
                    for (Action.EvictPod action : evictions) {
                        String name = action.pod().name();
                        assertThat(name).startsWith("BE-");
                        assertThat(names.add(name)).isTrue();
                    }
                }
            }
        }
    }

    /** Disks are looked at for 20 s before anything is done. */
    private static int pace(RememberingPolicy<EvictionMemory> policy) {
        return policy instanceof DiskEviction ? 6 : 1;
    }

    /** The memory policy may act again within the twelve seconds that are looked at. */
    private static boolean policyCoolsLonger(RememberingPolicy<EvictionMemory> policy) {
        return !(policy instanceof MemoryUsageEviction);
    }

    @Property(seed = "20261127", tries = 200)
    void whatIsMissingEvictsNobody(@ForAll @IntRange(min = 0, max = 12) int pods, @ForAll int seed) {
        for (RememberingPolicy<EvictionMemory> policy : POLICIES) {
            EvictionMemory memory = policy.start();
            for (int second = 0; second < 60; second += 3) {
                Step<EvictionMemory> step =
                        policy.decide(seen(pods, 9, seed, true).at(at(second)).build(), memory);
                memory = step.memory();
                assertThat(step.verdict()).isInstanceOf(Verdict.Hold.class);
            }
        }
    }

    private static Duration at(int second) {
        return Duration.ofDays(1).plusSeconds(second);
    }

    private static Seen seen(int pods, int left, int seed, boolean blind) {
        Random random = new Random(seed);
        Seen seen = Seen.onCpus(8)
                .evictionRules(RULES)
                .extensions(SloExtensions.NONE.with(new PressureRule(Duration.ofMinutes(1), true, ALWAYS, ALWAYS)))
                .evictions(new EvictionStatus(Optional.empty(), left, Set.of(), Map.of()))
                .quota(new CpuQuota(100_000));
        Map<String, Reading<Map<String, DiskTrees.Size>>> taken = new HashMap<>();
        QosClass[] classes = QosClass.values();
        for (int i = 0; i < pods; i++) {
            QosClass qos = classes[random.nextInt(classes.length)];
            Batch pod = Batch.pod(qos + "-" + i)
                    .qos(qos)
                    .requests(random.nextInt(5000))
                    .priority(random.nextInt(10_000))
                    .label(Labels.EVICTION_ENABLED, "true");
            taken.put(
                    "uid-" + qos + "-" + i,
                    Reading.of(Map.of("8:1", new DiskTrees.Size(random.nextInt(300), 1, random.nextBoolean()))));
            seen.pod((blind ? pod.unmeasured() : pod.uses(random.nextInt(3000), random.nextInt(1 << 20))).seen());
        }
        if (blind) {
            return seen.usageMissingFor(Duration.ofSeconds(1));
        }
        return seen.used(8000)
                .space(new NodeSpace(Map.of("/d", Reading.of(new DiskTrees.Space("8:1", 1000, 0, 0, 0))), taken))
                .tierUsed(1000)
                .memory(1L << 20, 0)
                .offered(Map.of(ResourceNames.BATCH_CPU, 10L, ResourceNames.MID_CPU, 10L));
    }
}
