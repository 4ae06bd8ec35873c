package io.sublet.agent.decide.core;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.RememberingPolicy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CoreScheduling;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.slo.SchedulingRule;
import io.sublet.protocol.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gives the processes of pods cookies, so that those of different groups never share a physical core at one time. A pod's group is the one
 * that its label names, or the common one; or its own, if it wants to be alone. Classes that expel others have groups apart, so that
 * online pods and best effort never meet. SYSTEM pods, the agent among them, have none.
 *
 * <p>A group keeps the cookie that most of its processes have. A process that came into a container from elsewhere gets it too.
 */
public final class CoreGroups implements RememberingPolicy<Set<Long>> {
    public static final String NAME = "cores";

    private static final String EXPELLER = "-expeller";

    /** Cookies that groups have had, so that they may be taken away; others are none of this rule's business. */
    @Override
    public Set<Long> start() {
        return Set.of();
    }

    @Override
    public Step<Set<Long>> decide(Observation seen, Set<Long> own) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(CoreReason.PolicyUnknown, "", own);
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(CoreReason.PodsUnknown, "", own);
        }
        return switch (seen.cookies()) {
            case Reading.Missing<Map<CgroupPath, List<ProcessCookie>>>(String cause) ->
                hold(CoreReason.CookiesUnknown, cause, own);
            case Reading.Value<Map<CgroupPath, List<ProcessCookie>>>(Map<CgroupPath, List<ProcessCookie>> cookies) ->
                decide(slo.cpu().scheduling(), pods, cookies, own);
        };
    }

    private static Step<Set<Long>> hold(CoreReason code, String cause, Set<Long> own) {
        Reason reason = Reason.of(code);
        return new Step<>(new Verdict.Hold(NAME, cause.isEmpty() ? reason : reason.with("cause", cause)), own);
    }

    private static Step<Set<Long>> decide(
            SchedulingRule rule,
            List<PodObservation> pods,
            Map<CgroupPath, List<ProcessCookie>> cookies,
            Set<Long> own) {
        Map<String, List<ProcessCookie>> groups = new TreeMap<>();
        List<ProcessCookie> others = new ArrayList<>();
        for (PodObservation pod : pods) {
            Optional<String> group = group(pod.pod(), rule);
            for (ContainerObservation container : pod.containers()) {
                List<ProcessCookie> processes = cookies.getOrDefault(container.cgroup(), List.of());
                group.map(name -> groups.computeIfAbsent(name, key -> new ArrayList<>()))
                        .orElse(others)
                        .addAll(processes);
            }
        }
        List<Action> actions = new ArrayList<>();
        Set<Long> taken = new HashSet<>();
        groups.forEach((name, processes) -> join(name, processes, taken, actions));
        Set<Long> known = new HashSet<>(own);
        known.addAll(taken);
        for (ProcessCookie process : others) {
            if (known.contains(process.cookie())) {
                actions.add(
                        new Action.SetCookie(process.pid(), new Action.Cookie.None(), Reason.of(CoreReason.NotAsked)));
            }
        }
        known.retainAll(inUse(cookies));
        Reason reason = Reason.of(actions.isEmpty() ? CoreReason.Settled : CoreReason.Grouped)
                .with("groups", groups.size());
        return new Step<>(
                actions.isEmpty() ? new Verdict.Hold(NAME, reason) : new Verdict.Act(NAME, actions, reason),
                Set.copyOf(known));
    }

    private static Set<Long> inUse(Map<CgroupPath, List<ProcessCookie>> cookies) {
        Set<Long> used = new HashSet<>();
        cookies.values().forEach(processes -> processes.forEach(process -> used.add(process.cookie())));
        return used;
    }

    /** The group of a pod; empty for one that has none. */
    static Optional<String> group(PodView pod, SchedulingRule rule) {
        Map<String, String> labels = pod.marks().labels();
        String policy = labels.getOrDefault(Labels.CORE_SCHED_POLICY, "");
        SchedulingRule.ClassRule own = rule.of(pod.qos());
        boolean asked = rule.policy() == SchedulingRule.Policy.CORE_SCHED && own.enabled();
        if (!asked || pod.qos() == QosClass.SYSTEM || policy.equals("none")) {
            return Optional.empty();
        }
        String name = policy.equals("exclusive") ? pod.ref().uid() : labels.getOrDefault(Labels.CORE_SCHED_GROUP, "");
        return Optional.of(own.expeller() ? name + EXPELLER : name);
    }

    /** Brings all processes of a group to one cookie that no group before it has. */
    private static void join(String name, List<ProcessCookie> processes, Set<Long> taken, List<Action> actions) {
        if (processes.isEmpty()) {
            return;
        }
        Map<Long, Integer> counts = new TreeMap<>();
        for (ProcessCookie process : processes) {
            if (process.cookie() != CoreScheduling.NO_COOKIE && !taken.contains(process.cookie())) {
                counts.merge(process.cookie(), 1, Integer::sum);
            }
        }
        long cookie = counts.entrySet().stream()
                .max(Map.Entry.<Long, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .map(Map.Entry::getKey)
                .orElse(CoreScheduling.NO_COOKIE);
        List<ProcessCookie> inOrder = processes.stream()
                .sorted(Comparator.comparingLong(ProcessCookie::pid))
                .toList();
        long first = inOrder.stream()
                .filter(process -> process.cookie() == cookie)
                .findFirst()
                .orElse(inOrder.getFirst())
                .pid();
        if (cookie == CoreScheduling.NO_COOKIE) {
            actions.add(new Action.SetCookie(
                    first,
                    new Action.Cookie.New(),
                    Reason.of(CoreReason.NewGroup).with("group", name)));
        } else {
            taken.add(cookie);
        }
        for (ProcessCookie process : inOrder) {
            if (process.pid() != first && (cookie == CoreScheduling.NO_COOKIE || process.cookie() != cookie)) {
                actions.add(new Action.SetCookie(
                        process.pid(),
                        new Action.Cookie.Of(first),
                        Reason.of(CoreReason.JoinsGroup).with("group", name)));
            }
        }
    }
}
