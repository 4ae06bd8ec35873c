package io.sublet.webhook.pod.rule;

import io.sublet.protocol.Annotations;
import io.sublet.protocol.ResourceStatus;
import io.sublet.webhook.pod.PodDraft;
import io.sublet.webhook.pod.rule.PodRule.Level;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Finding.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All rules on one pod. Of an update only what it brings about is found: a pod that broke a rule before may still be
 * labelled, resized or freed of a finalizer.
 */
public final class PodRules {

    /** Something that a rule forbids, before it is known what follows. */
    record Breach(PodRule rule, String field, String why) {}

    private PodRules() {}

    /**
     * What the rules say, in their order.
     *
     * @param stored the pod as it is; empty while it is created
     */
    public static List<Finding> check(PodDraft pod, Optional<PodDraft> stored, RuleLevels levels) {
        List<Breach> breaches = new ArrayList<>(breaches(pod));
        if (stored.isEmpty()) {
            claimed(pod).ifPresent(breaches::add);
        } else {
            Set<String> before =
                    breaches(stored.get()).stream().map(PodRules::identity).collect(Collectors.toSet());
            breaches.removeIf(breach -> before.contains(identity(breach)));
            breaches.addAll(0, ImmutableRules.check(Declared.by(stored.get()), Declared.by(pod)));
        }
        List<Finding> findings = new ArrayList<>();
        for (Breach breach : new LinkedHashSet<>(breaches)) {
            Level level = levels.of(breach.rule());
            if (level != Level.OFF) {
                Severity severity = level == Level.DENY ? Severity.DENY : Severity.WARN;
                findings.add(new Finding(severity, breach.rule(), breach.field(), breach.why()));
            }
        }
        return findings;
    }

    private static String identity(Breach breach) {
        return breach.rule().name() + " " + breach.field();
    }

    /** Agent and scheduler take the annotation of a pod that has a node for what was given to it; a copied pod has that of another. */
    private static Optional<Breach> claimed(PodDraft pod) {
        return ResourceStatus.parse(pod.annotation(Annotations.RESOURCE_STATUS).orElse(null))
                .valid()
                .filter(status -> !status.cpus().isEmpty())
                .map(status -> new Breach(
                        PodRule.CpusClaimed,
                        "metadata.annotations[" + Annotations.RESOURCE_STATUS + "]",
                        "Forbidden: it claims the CPUs " + status.cpus()
                                + " of whichever node the pod comes to; the scheduler writes it"));
    }

    private static List<Breach> breaches(PodDraft pod) {
        Declared declared = Declared.by(pod);
        Asked asked = Asked.by(pod);
        List<Breach> breaches = new ArrayList<>();
        if (pod.annotation(Annotations.RESERVE_POD).isPresent()) {
            breaches.add(new Breach(
                    PodRule.ReservedAnnotation,
                    "metadata.annotations[" + Annotations.RESERVE_POD + "]",
                    "Forbidden: it marks what stands in for a reservation, which is no pod"));
        }
        breaches.addAll(DeclarationRules.check(pod, declared));
        breaches.addAll(ResourceRules.check(pod, declared, asked));
        return breaches;
    }
}
