package io.sublet.agent.decide.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.PolicyBook.Page;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.SeenPods;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.AvoidanceAction;
import io.sublet.model.slo.PodQosRule;
import io.sublet.model.slo.SloExtensions;
import io.sublet.model.slo.WatermarkRule.Response;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random nodes on which a rule is in force. */
class RuleBookProps {
    private static final List<QosClass> CLASSES = List.of(QosClass.values());

    @Property(seed = "20261127")
    void actsOnlyOnPodsThatPermitItAndNeverRaisesAQuota(
            @ForAll @IntRange(max = 10) int pods, @ForAll boolean evict, @ForAll int seed) {
        Random random = new Random(seed);
        Response response = evict ? new Response.Evict(Optional.empty()) : Rules.THROTTLE;
        EnumSet<AvoidanceAction> allowed = EnumSet.noneOf(AvoidanceAction.class);
        for (AvoidanceAction action : AvoidanceAction.values()) {
            if (random.nextBoolean()) {
                allowed.add(action);
            }
        }
        QosClass bounded = CLASSES.get(random.nextInt(CLASSES.size()));
        PodQosRule rule = new PodQosRule(
                "q",
                new PodSelector(
                        PodSelector.EVERY_POD.labels(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Set.of(bounded)),
                Optional.of(Set.copyOf(allowed)),
                0,
                PodQosRule.Cpu.NONE,
                PodQosRule.Memory.NONE);
        RuleBook book = new RuleBook();
        RuleBook.Memory memory = book.start();
        for (int second = 0; second < 80; second += 5) {
            Seen seen = Seen.onCpus(8)
                    .at(Duration.ofSeconds(second))
                    .used(8000)
                    .extensions(new SloExtensions(List.of(rule), List.of(Rules.rule(Rules.NODE_CPU, response))))
                    .evictions(new EvictionStatus(Optional.empty(), 9, Set.of(), Map.of()));
            Random each = new Random(seed);
            for (int i = 0; i < pods; i++) {
                add(seen, i, each);
            }
            Page<RuleBook.Memory> page = book.decide(seen.build(), memory);
            memory = page.memory();
            for (Verdict verdict : page.verdicts()) {
                if (verdict instanceof Verdict.Act act) {
                    act.actions().forEach(action -> check(action, bounded, allowed));
                }
            }
        }
    }

    private static void add(Seen seen, int number, Random random) {
        QosClass qos = CLASSES.get(random.nextInt(CLASSES.size()));
        PodView pod = Rules.pod(qos + "-" + number, qos, random.nextInt(10_000));
        ResourceUsage usage = random.nextInt(4) == 0
                ? ResourceUsage.missing("test")
                : ResourceUsage.of(random.nextInt(4000), 1 << 20);
        seen.pod(pod, usage, GroupObservation.missing("test"));
        CgroupPath group = SeenPods.cgroup(pod);
        CpuQuota quota = random.nextBoolean() ? CpuQuota.UNLIMITED : new CpuQuota(200_000);
        seen.knob(group, Knob.CPU_QUOTA, new KnobValue.Quota(quota));
        seen.knob(group.child("c"), Knob.CPU_QUOTA, new KnobValue.Quota(quota));
    }

    private static void check(Action action, QosClass bounded, Set<AvoidanceAction> allowed) {
        if (action instanceof Action.CloseNode) {
            return;
        }
        String target;
        AvoidanceAction kind;
        if (action instanceof Action.EvictPod eviction) {
            target = eviction.pod().name();
            kind = AvoidanceAction.EVICT;
        } else {
            Action.SetQuota set = (Action.SetQuota) action;
            target = set.cgroup().toString().replaceAll(".*pod([A-Z]+-[0-9]+).*", "$1");
            kind = AvoidanceAction.THROTTLE;
            assertThat(new CpuQuota(200_000).contains(set.quota())
                            || set.quota().micros() <= 400_000)
                    .isTrue();
        }
        QosClass qos = QosClass.valueOf(target.substring(0, target.indexOf('-')));
        Optional<Set<AvoidanceAction>> said = qos == bounded ? Optional.of(allowed) : Optional.empty();
        assertThat(AvoidanceAction.permitted(qos, said)).contains(kind);
    }
}
