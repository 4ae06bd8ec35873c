package io.sublet.manager.podqos;

import io.sublet.manager.view.PodQosView;
import io.sublet.manager.view.PodView;
import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.pod.PodSelector.Subject;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.Parsed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All PodQoS objects, put in order and with names in place of namespace selectors. It does not depend on the order in which the
 * objects are given.
 *
 * @param rules the first that names a pod governs it: by precedence, highest first, then by name
 * @param unresolved why an object has no rule here, by its name
 * @param labelKeys keys of all pod labels that a rule looks at, or will once its namespaces are known
 */
public record PodQosPlan(List<Resolved> rules, Map<String, String> unresolved, Set<String> labelKeys) {
    public static final PodQosPlan EMPTY = new PodQosPlan(List.of(), Map.of(), Set.of());

    /**
     * A rule for the whole cluster.
     *
     * @param byNamespaceLabels whether its namespaces were found by their labels
     */
    public record Resolved(PodQosRule rule, boolean byNamespaceLabels) {}

    public PodQosPlan {
        rules = List.copyOf(rules);
        unresolved = Map.copyOf(unresolved);
        labelKeys = Set.copyOf(labelKeys);
    }

    /**
     * Resolves the objects.
     *
     * @param namespaces labels by name; empty while they are not known
     */
    public static PodQosPlan of(Collection<PodQosView> objects, Optional<Map<String, Map<String, String>>> namespaces) {
        List<Resolved> rules = new ArrayList<>();
        Map<String, String> unresolved = new TreeMap<>();
        Set<String> labelKeys = new HashSet<>();
        Comparator<PodQosView> highestFirst =
                Comparator.comparingInt(PodQosView::precedence).reversed();
        for (PodQosView object : objects.stream()
                .sorted(highestFirst.thenComparing(PodQosView::name))
                .toList()) {
            switch (object.rule()) {
                case Parsed.Invalid<PodQosRule>(String why) -> unresolved.put(object.name(), why);
                case Parsed.Absent<PodQosRule>() -> unresolved.put(object.name(), "there is no spec");
                case Parsed.Valid<PodQosRule>(PodQosRule rule) -> {
                    rule.pods().labels().keys().forEach(labelKeys::add);
                    if (needsNamespaces(object) && namespaces.isEmpty()) {
                        unresolved.put(object.name(), "the namespaces are not known yet");
                    } else {
                        rules.add(resolve(object, rule, namespaces.orElse(Map.of())));
                    }
                }
            }
        }
        return new PodQosPlan(rules, unresolved, labelKeys);
    }

    /** Whether an object is for namespaces with certain labels, which an empty selector does not ask for. */
    static boolean needsNamespaces(PodQosView object) {
        return object.namespaceSelector()
                .filter(selector -> !selector.selectsEverything())
                .isPresent();
    }

    private static Resolved resolve(PodQosView object, PodQosRule rule, Map<String, Map<String, String>> namespaces) {
        if (!needsNamespaces(object)) {
            return new Resolved(rule, false);
        }
        LabelSelector selector = object.namespaceSelector().orElse(LabelSelector.EVERYTHING);
        Set<String> names = namespaces.entrySet().stream()
                .filter(namespace -> selector.selects(namespace.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        return new Resolved(inNamespaces(rule, names), true);
    }

    private static PodQosRule inNamespaces(PodQosRule rule, Set<String> names) {
        PodSelector pods = rule.pods();
        return new PodQosRule(
                rule.name(),
                new PodSelector(pods.labels(), Optional.of(names), pods.lowest(), pods.highest(), pods.qosClasses()),
                rule.allowedActions(),
                rule.evictionOrder(),
                rule.cpu(),
                rule.memory());
    }

    /**
     * The rules that name a pod of a node, in order. Namespaces found by label are narrowed to those of the named pods, so that
     * a node is not told about every namespace of the cluster.
     */
    public List<PodQosRule> forPods(Collection<PodView> pods) {
        if (rules.isEmpty()) {
            return List.of();
        }
        Set<Subject> subjects = pods.stream().map(PodView::subject).collect(Collectors.toSet());
        List<PodQosRule> found = new ArrayList<>();
        for (Resolved resolved : rules) {
            Set<String> named = new HashSet<>();
            for (Subject subject : subjects) {
                if (resolved.rule.pods().selects(subject)) {
                    named.add(subject.namespace());
                }
            }
            if (!named.isEmpty()) {
                found.add(resolved.byNamespaceLabels ? inNamespaces(resolved.rule, named) : resolved.rule);
            }
        }
        return found;
    }

    /** The rule that governs such a pod. */
    public Optional<PodQosRule> governing(Subject pod) {
        return rules.stream()
                .map(Resolved::rule)
                .filter(rule -> rule.pods().selects(pod))
                .findFirst();
    }
}
