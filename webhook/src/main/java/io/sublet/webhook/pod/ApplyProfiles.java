package io.sublet.webhook.pod;

import io.sublet.model.reason.Reason;
import io.sublet.webhook.pod.ProfileApplication.Attempt;
import io.sublet.webhook.pod.ProfileDecisions.Decision;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Applies the matching profiles in the order of their names, later ones over earlier ones. Selectors look at the pod as it
 * arrives: a label that one profile sets does not make another match.
 *
 * <p>A profile that cannot be applied (its priority class does not exist, its patch does not fit) is left out as a whole,
 * as if it did not match: half a profile would make a pod that nobody described.
 */
final class ApplyProfiles implements PodMutator {

    @Override
    public MutationResult mutate(PodDraft pod, MutationContext context) {
        SortedMap<String, Decision> earlier = recordedIn(pod);
        Map<String, String> labels = pod.labels();
        SortedMap<String, Decision> decisions = new TreeMap<>();
        List<Reason> reasons = new ArrayList<>();
        boolean byChance = false;
        PodDraft draft = pod;
        for (Profile profile : context.profiles()) {
            Decision before = earlier.get(profile.name());
            if (before != null) {
                decisions.put(profile.name(), before);
                reasons.add(Reason.of(PodReason.ProfileDecidedBefore)
                        .with("profile", profile.name())
                        .with("decision", before.wireName()));
                continue;
            }
            Optional<Reason> mismatch = mismatch(profile, labels, context);
            if (mismatch.isPresent()) {
                decisions.put(profile.name(), Decision.UNMATCHED);
                reasons.add(mismatch.get());
                continue;
            }
            Attempt attempt = attempt(profile, draft, context);
            byChance |= attempt.decision() != Decision.UNMATCHED
                    && profile.scope().probability().isByChance();
            decisions.put(profile.name(), attempt.decision());
            reasons.add(attempt.reason());
            draft = attempt.pod();
        }
        ProfileDecisions decided = new ProfileDecisions(decisions, byChance);
        if (!decided.anyMatched()) {
            reasons.add(Reason.of(PodReason.NoProfileMatches));
        }
        return MutationResult.of(pod, draft.with(decided), reasons);
    }

    /** Why a profile is not about the pod, with the condition that does not hold; empty if it is. */
    private static Optional<Reason> mismatch(Profile profile, Map<String, String> labels, MutationContext context) {
        Optional<Condition> namespace = profile.scope().namespaces().unmet(context.namespaceLabels());
        return namespace
                .map(unmet -> mismatch(PodReason.NamespaceNotSelected, profile, unmet))
                .or(() -> profile.scope()
                        .pods()
                        .unmet(labels)
                        .map(unmet -> mismatch(PodReason.PodNotSelected, profile, unmet)));
    }

    private static Reason mismatch(PodReason code, Profile profile, Condition unmet) {
        return Reason.of(code).with("profile", profile.name()).with("unmet", unmet.text());
    }

    /** Whether a profile can be applied does not depend on the draw, so that a second pass finds the same. */
    private static Attempt attempt(Profile profile, PodDraft draft, MutationContext context) {
        Attempt attempt = ProfileApplication.attempt(profile, draft, context.priorityLevels());
        Probability probability = profile.scope().probability();
        if (attempt.decision() == Decision.UNMATCHED) {
            return attempt;
        }
        int drawn = probability.isByChance() ? context.draw().getAsInt() : 0;
        if (probability.covers(drawn)) {
            return attempt;
        }
        Reason reason = Reason.of(PodReason.ProfileDrawnOut)
                .with("profile", profile.name())
                .with("percent", probability.percent());
        if (probability.isByChance()) {
            reason = reason.with("drawn", drawn);
        }
        return new Attempt(draft, Decision.DRAWN_OUT, reason);
    }

    /** Whether a pass over the pod took a decision that matters and that the pod did not carry already. */
    static boolean decidesAnew(PodDraft before, ProfileDecisions after) {
        SortedMap<String, Decision> earlier = recordedIn(before);
        return after.byProfile().keySet().stream().anyMatch(name -> after.matched(name) && !earlier.containsKey(name));
    }

    /**
     * Whether the profiles themselves show that a pass over the result would decide and do the same: what they set does not
     * depend on what is there, and no profile selects by a label that one of them sets.
     */
    static boolean isSettled(PodDraft before, ProfileDecisions decided, MutationContext context) {
        if (decided.byChance()) {
            return false;
        }
        Map<String, String> labels = before.labels();
        Set<String> set = new HashSet<>();
        for (Profile profile : context.profiles()) {
            boolean isApplied = decided.applied(profile.name());
            if (!profile.changes().areFixed()
                    && (isApplied || mismatch(profile, labels, context).isEmpty())) {
                return false;
            }
            if (isApplied && profile.changes().annotations().values().containsKey(ProfileDecisions.ANNOTATION)) {
                return false;
            }
            if (isApplied) {
                set.addAll(ProfileApplication.labelsSet(profile.changes()));
            }
        }
        return context.profiles().stream()
                .flatMap(profile -> profile.scope().pods().conditions().stream())
                .noneMatch(condition -> set.contains(condition.key()));
    }

    /** An annotation that cannot be read counts as none: all is decided anew, and it is overwritten if one is needed. */
    static SortedMap<String, Decision> recordedIn(PodDraft pod) {
        return pod.annotation(ProfileDecisions.ANNOTATION)
                .flatMap(text -> ProfileDecisions.parse(text).valid())
                .orElse(ProfileDecisions.NONE)
                .byProfile();
    }
}
