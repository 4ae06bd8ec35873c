package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Labels;
import io.sublet.webhook.merge.PodMergeSchema;
import io.sublet.webhook.merge.StrategicMerge;
import io.sublet.webhook.merge.UnusablePatch;
import io.sublet.webhook.pod.ProfileDecisions.Decision;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.profile.Profile.Changes;
import io.sublet.webhook.profile.Profile.KeyChanges;
import io.sublet.webhook.profile.Profile.Standing;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One profile on one pod, in this order: labels, annotations (each: values, copies, suffixes), scheduler, QoS class,
 * priority, sub-priority, patch.
 */
final class ProfileApplication {

    /**
     * How it went.
     *
     * @param pod as it was, unless the decision is {@link Decision#APPLIED}
     */
    record Attempt(PodDraft pod, Decision decision, Reason reason) {}

    private ProfileApplication() {}

    static Attempt attempt(Profile profile, PodDraft pod, Map<String, PriorityLevel> levels) {
        Changes changes = profile.changes();
        Optional<String> className = changes.standing().priorityClassName();
        Optional<PriorityLevel> level = className.map(levels::get);
        if (className.isPresent() && level.isEmpty()) {
            return leftOut(pod, reason(PodReason.PriorityClassMissing, profile).with("priorityClass", className.get()));
        }
        PodEdit edit = new PodEdit(pod);
        change(edit, "labels", changes.labels());
        change(edit, "annotations", changes.annotations());
        changes.schedulerName().ifPresent(name -> edit.spec().put("schedulerName", name));
        rank(edit, changes.standing(), level);
        if (changes.patch().isPresent()) {
            Optional<Reason> refusal = merge(edit, changes.patch().get(), profile);
            if (refusal.isPresent()) {
                return leftOut(pod, refusal.get());
            }
        }
        return new Attempt(edit.done(), Decision.APPLIED, applied(profile));
    }

    /** Keys of the labels that get a value which the pod has no part in. */
    static Set<String> labelsSet(Changes changes) {
        Set<String> keys = new HashSet<>(changes.labels().values().keySet());
        changes.standing().qos().ifPresent(qos -> keys.add(Labels.POD_QOS));
        changes.standing().subPriority().ifPresent(priority -> keys.add(Labels.POD_SUB_PRIORITY));
        return keys;
    }

    private static Attempt leftOut(PodDraft pod, Reason reason) {
        return new Attempt(pod, Decision.UNMATCHED, reason);
    }

    private static Reason reason(PodReason code, Profile profile) {
        return Reason.of(code).with("profile", profile.name());
    }

    private static Reason applied(Profile profile) {
        Reason reason = reason(PodReason.ProfileApplied, profile);
        Standing standing = profile.changes().standing();
        if (standing.qos().isPresent()) {
            reason = reason.with("qos", standing.qos().get());
        }
        if (standing.priorityClassName().isPresent()) {
            reason = reason.with("priorityClass", standing.priorityClassName().get());
        }
        if (profile.changes().schedulerName().isPresent()) {
            reason = reason.with("scheduler", profile.changes().schedulerName().get());
        }
        reason = withKeys(reason, "labels", profile.changes().labels());
        reason = withKeys(reason, "annotations", profile.changes().annotations());
        return profile.changes().patch().isPresent() ? reason.with("patch", "merged") : reason;
    }

    private static Reason withKeys(Reason reason, String part, KeyChanges changes) {
        SortedSet<String> keys = new TreeSet<>(changes.values().keySet());
        keys.addAll(changes.copies().values());
        keys.addAll(changes.suffixes().keySet());
        return keys.isEmpty() ? reason : reason.with(part, String.join(",", keys));
    }

    private static void change(PodEdit edit, String part, KeyChanges changes) {
        changes.values().forEach((key, value) -> edit.put(part, key, value));
        SortedMap<String, String> copied = new TreeMap<>();
        SortedMap<String, String> before = edit.keys(part);
        changes.copies().forEach((from, to) -> {
            String value = before.get(from);
            if (value != null) {
                copied.put(to, value);
            }
        });
        copied.forEach((key, value) -> edit.put(part, key, value));
        SortedMap<String, String> present = edit.keys(part);
        changes.suffixes().forEach((key, suffix) -> {
            String value = present.get(key);
            if (value != null && !value.endsWith(suffix)) {
                edit.put(part, key, value + suffix);
            }
        });
    }

    /**
     * The three fields of the priority go together: the API server has resolved the class that the pod arrived with, and
     * checks after admission that they agree.
     */
    private static void rank(PodEdit edit, Standing standing, Optional<PriorityLevel> level) {
        standing.qos().ifPresent(qos -> edit.put("labels", Labels.POD_QOS, qos.name()));
        level.ifPresent(priority -> edit.spec()
                .put("priorityClassName", priority.name())
                .put("priority", priority.value())
                .put("preemptionPolicy", priority.preemptionPolicy()));
        standing.subPriority()
                .ifPresent(priority -> edit.put("labels", Labels.POD_SUB_PRIORITY, Integer.toString(priority)));
    }

    private static Optional<Reason> merge(PodEdit edit, ObjectNode patch, Profile profile) {
        try {
            return edit.replace(StrategicMerge.apply(edit.tree(), patch, PodMergeSchema.POD))
                    .map(flaw -> reason(PodReason.PatchBreaksPod, profile).with("flaw", flaw));
        } catch (UnusablePatch e) {
            return Optional.of(reason(PodReason.PatchUnusable, profile).with("flaw", String.valueOf(e.getMessage())));
        }
    }
}
