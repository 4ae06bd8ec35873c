package io.sublet.manager.kube;

import io.sublet.model.pod.PodSelector.Subject;
import io.sublet.model.pod.QosClass;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What PodQoS selectors look at in pods. A cluster has far more pods than kinds of them, so all that look alike share one
 * instance, and labels that no selector names are left out: most pods cost one reference.
 */
final class PodSubjects {
    /** Pods of the past leave theirs behind; forgetting all of them only costs sharing. */
    private static final int MOST = 100_000;

    private final Map<Subject, Subject> known = new ConcurrentHashMap<>();
    private volatile Set<String> keys = Set.of();

    /** Adds label keys to those that are kept; says whether any is new, so that pods seen before lack it. */
    synchronized boolean keep(Set<String> more) {
        if (keys.containsAll(more)) {
            return false;
        }
        Set<String> all = new HashSet<>(keys);
        all.addAll(more);
        keys = Set.copyOf(all);
        return true;
    }

    Set<String> keys() {
        return keys;
    }

    Subject of(String namespace, Map<String, String> labels, OptionalInt priority, QosClass qos) {
        if (known.size() > MOST) {
            known.clear();
        }
        Map<String, String> kept = new TreeMap<>(labels);
        kept.keySet().retainAll(keys);
        Subject subject = new Subject(namespace, Map.copyOf(kept), priority, qos);
        return known.computeIfAbsent(subject, s -> s);
    }
}
