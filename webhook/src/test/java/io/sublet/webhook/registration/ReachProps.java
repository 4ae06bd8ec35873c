package io.sublet.webhook.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import io.sublet.webhook.profile.Probability;
import io.sublet.webhook.profile.Profile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ReachProps {
    private static final List<String> KEYS = List.of("app", "team", "example.com/tier", "not a key");
    private static final List<String> VALUES = List.of("", "a", "b", "c", "not a value");

    /** Pods and namespaces have labels that the API server takes. */
    @Provide
    Arbitrary<Map<String, String>> labels() {
        return Arbitraries.maps(Arbitraries.of("app", "team", "example.com/tier"), Arbitraries.of("", "a", "b", "c"))
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Profile>> profiles() {
        return Combinators.combine(queries(), queries())
                .as((namespaces, pods) -> profile(namespaces, pods))
                .list()
                .ofMaxSize(4);
    }

    private static Arbitrary<LabelQuery> queries() {
        Arbitrary<String> keys = Arbitraries.of(KEYS);
        Arbitrary<Set<String>> values =
                Arbitraries.of(VALUES).set().ofMinSize(1).ofMaxSize(3);
        Arbitrary<Condition> conditions = Arbitraries.oneOf(
                Combinators.combine(keys, values).as(In::new),
                Combinators.combine(keys, values).as(NotIn::new),
                keys.map(Exists::new),
                keys.map(DoesNotExist::new));
        return conditions.list().ofMaxSize(4).map(LabelQuery::new);
    }

    static Profile profile(LabelQuery namespaces, LabelQuery pods) {
        return new Profile(
                "p",
                new Profile.Scope(namespaces, pods, Probability.ALWAYS),
                new Profile.Changes(
                        Profile.KeyChanges.NONE,
                        Profile.KeyChanges.NONE,
                        Optional.empty(),
                        Profile.Standing.UNCHANGED,
                        Optional.empty()),
                Profile.Resources.TRANSLATED);
    }

    private static boolean reaches(Reach reach, Map<String, String> namespace, Map<String, String> pod) {
        return reach.namespaces().matches(namespace) && reach.pods().stream().anyMatch(query -> query.matches(pod));
    }

    private static boolean selects(Profile profile, Map<String, String> namespace, Map<String, String> pod) {
        return profile.scope().namespaces().matches(namespace)
                && profile.scope().pods().matches(pod);
    }

    @Property(tries = 4000, seed = "20261126")
    void everyPodThatAProfileSelectsComes(
            @ForAll("profiles") List<Profile> profiles,
            @ForAll("labels") Map<String, String> namespace,
            @ForAll("labels") Map<String, String> pod) {
        if (profiles.stream().anyMatch(profile -> selects(profile, namespace, pod))) {
            assertThat(reaches(Reach.of(profiles), namespace, pod)).isTrue();
        }
    }

    @Property(tries = 2000, seed = "20261126")
    void ofOneProfileNothingElseComes(
            @ForAll("profiles") List<Profile> profiles,
            @ForAll("labels") Map<String, String> namespace,
            @ForAll("labels") Map<String, String> pod) {
        for (Profile profile : profiles) {
            assertThat(reaches(Reach.of(List.of(profile)), namespace, pod)).isEqualTo(selects(profile, namespace, pod));
        }
    }

    @Property(tries = 1000, seed = "20261126")
    void theOrderOfProfilesDoesNotMatterForWhoComes(
            @ForAll("profiles") List<Profile> profiles,
            @ForAll("labels") Map<String, String> namespace,
            @ForAll("labels") Map<String, String> pod) {
        assertThat(reaches(Reach.of(profiles.reversed()), namespace, pod))
                .isEqualTo(reaches(Reach.of(profiles), namespace, pod));
    }

    @Property(tries = 1000, seed = "20261126")
    void noKeyOrValueIsRegisteredThatTheApiServerRefuses(@ForAll("profiles") List<Profile> profiles) {
        Reach reach = Reach.of(profiles);

        assertThat(reach.toString()).doesNotContain("not a ");
    }
}
