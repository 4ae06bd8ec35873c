package io.sublet.extender.fit;

import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeRow;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.extender.rank.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Why the scheduler's own filters would refuse a node, of the filters NodeUnschedulable, NodeName, TaintToleration, NodeAffinity
 * and NodeResourcesFit. What is said here is for a person and decides nothing.
 */
public final class SchedulerFit {
    private static final Taint UNSCHEDULABLE = new Taint("node.kubernetes.io/unschedulable", "", "NoSchedule");
    private static final String PODS = "pods";

    private SchedulerFit() {}

    /** One clause for each reason, none if the node fits. */
    public static List<String> misfits(PodNeeds pod, NodeRow row) {
        NodeFacts node = row.facts();
        List<String> misfits = new ArrayList<>();
        if (pod.node().filter(name -> !name.equals(node.name())).isPresent()) {
            misfits.add("the pod is for node " + pod.node().get());
        }
        if (node.unschedulable() && !bears(pod, UNSCHEDULABLE)) {
            misfits.add("node is unschedulable");
        }
        node.taints().stream()
                .filter(taint -> !taint.effect().equals("PreferNoSchedule"))
                .filter(taint -> !bears(pod, taint))
                .forEach(taint -> misfits.add("untolerated taint " + taint));
        new TreeMap<>(pod.labels()).forEach((key, value) -> {
            if (!value.equals(node.labels().get(key))) {
                misfits.add("nodeSelector asks for label " + key + "=" + value);
            }
        });
        if (!pod.affinity().isEmpty()
                && pod.affinity().stream().noneMatch(selector -> selector.selects(node.labels()))) {
            misfits.add("no term of its node affinity selects the node");
        }
        resources(pod, row, misfits);
        return misfits;
    }

    private static boolean bears(PodNeeds pod, Taint taint) {
        return pod.tolerations().stream().anyMatch(toleration -> toleration.bears(taint));
    }

    private static void resources(PodNeeds pod, NodeRow row, List<String> misfits) {
        ResourceAmounts allocatable = row.facts().offer().allocatable();
        if (row.usage().pods() + 1 > allocatable.of(PODS)) {
            misfits.add("too many pods: " + row.usage().pods() + " of " + allocatable.of(PODS));
        }
        new TreeMap<>(pod.requests().values()).forEach((name, asked) -> {
            long free = allocatable.of(name) - row.usage().requested().of(name);
            if (asked > 0 && asked > free) {
                misfits.add("insufficient " + name + ": asks for " + asked + ", " + Math.max(0, free) + " of "
                        + allocatable.of(name) + " not requested");
            }
        });
    }
}
