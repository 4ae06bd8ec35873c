package io.sublet.webhook.pod;

import static io.sublet.webhook.Trees.object;

import io.sublet.model.pod.QosClass;
import io.sublet.webhook.profile.CpuVariable;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.PriorityLevel;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.profile.Profile.Changes;
import io.sublet.webhook.profile.Profile.KeyChanges;
import io.sublet.webhook.profile.Profile.Resources;
import io.sublet.webhook.profile.Profile.Scope;
import io.sublet.webhook.profile.Profile.Standing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Profiles and contexts for tests, read like sentences. */
final class Profiles {

    static final Map<String, PriorityLevel> LEVELS = Map.of(
            "koord-prod", new PriorityLevel("koord-prod", 9000, "PreemptLowerPriority"),
            "koord-mid", new PriorityLevel("koord-mid", 7000, "PreemptLowerPriority"),
            "koord-batch", new PriorityLevel("koord-batch", 5000, "PreemptLowerPriority"),
            "koord-free", new PriorityLevel("koord-free", 3000, "Never"));

    private Profile profile;

    private Profiles(Profile profile) {
        this.profile = profile;
    }

    /** A profile that matches every pod and changes nothing. */
    static Profiles named(String name) {
        Scope scope = new Scope(LabelQuery.EVERYTHING, LabelQuery.EVERYTHING, Probability.ALWAYS);
        Changes changes =
                new Changes(KeyChanges.NONE, KeyChanges.NONE, Optional.empty(), Standing.UNCHANGED, Optional.empty());
        return new Profiles(new Profile(name, scope, changes, Resources.TRANSLATED));
    }

    /** QoS class BE and priority class koord-batch. */
    static Profiles batch(String name) {
        return named(name).standing(QosClass.BE, "koord-batch");
    }

    Profile done() {
        return profile;
    }

    Profiles onPods(LabelQuery.Condition... conditions) {
        Scope scope = profile.scope();
        return scope(new Scope(scope.namespaces(), new LabelQuery(List.of(conditions)), scope.probability()));
    }

    Profiles inNamespaces(LabelQuery.Condition... conditions) {
        Scope scope = profile.scope();
        return scope(new Scope(new LabelQuery(List.of(conditions)), scope.pods(), scope.probability()));
    }

    Profiles percent(int percent) {
        Scope scope = profile.scope();
        return scope(new Scope(scope.namespaces(), scope.pods(), new Probability(percent)));
    }

    Profiles labels(Map<String, String> values, Map<String, String> copies, Map<String, String> suffixes) {
        Changes c = profile.changes();
        KeyChanges labels = KeyChanges.of(values, copies, suffixes);
        return changes(new Changes(labels, c.annotations(), c.schedulerName(), c.standing(), c.patch()));
    }

    Profiles annotations(Map<String, String> values, Map<String, String> copies) {
        Changes c = profile.changes();
        KeyChanges annotations = KeyChanges.of(values, copies, Map.of());
        return changes(new Changes(c.labels(), annotations, c.schedulerName(), c.standing(), c.patch()));
    }

    Profiles standing(QosClass qos, String priorityClass) {
        return standing(new Standing(Optional.of(qos), Optional.of(priorityClass), OptionalInt.empty()));
    }

    Profiles standing(Standing standing) {
        Changes c = profile.changes();
        return changes(new Changes(c.labels(), c.annotations(), c.schedulerName(), standing, c.patch()));
    }

    Profiles scheduler(String name) {
        Changes c = profile.changes();
        return changes(new Changes(c.labels(), c.annotations(), Optional.of(name), c.standing(), c.patch()));
    }

    Profiles patch(String patch) {
        Changes c = profile.changes();
        return changes(
                new Changes(c.labels(), c.annotations(), c.schedulerName(), c.standing(), Optional.of(object(patch))));
    }

    Profiles keepingResources() {
        return resources(new Resources(true, profile.resources().toldBy()));
    }

    Profiles tellingCpus(CpuVariable... variables) {
        return resources(new Resources(profile.resources().kept(), Set.of(variables)));
    }

    private Profiles resources(Resources resources) {
        profile = new Profile(profile.name(), profile.scope(), profile.changes(), resources);
        return this;
    }

    private Profiles scope(Scope scope) {
        profile = new Profile(profile.name(), scope, profile.changes(), profile.resources());
        return this;
    }

    private Profiles changes(Changes changes) {
        profile = new Profile(profile.name(), profile.scope(), changes, profile.resources());
        return this;
    }

    /** A context with these profiles in which every draw is 0. */
    static MutationContext context(Profiles... profiles) {
        return context(0, profiles);
    }

    static MutationContext context(int draw, Profiles... profiles) {
        List<Profile> sorted = Arrays.stream(profiles)
                .map(Profiles::done)
                .sorted(Comparator.comparing(Profile::name))
                .toList();
        return new MutationContext(sorted, Map.of("env", "test"), LEVELS, false, PinMarking.OFF, () -> draw);
    }

    /** A draft that must be of the right shape. */
    static PodDraft pod(String tree) {
        return PodDraft.of(object(tree)).valid().orElseThrow();
    }
}
