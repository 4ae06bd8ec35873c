package io.sublet.webhook.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import io.sublet.webhook.profile.Profile;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static LabelQuery query(Condition... conditions) {
        return new LabelQuery(List.of(conditions));
    }

    private static Profile pods(Condition... conditions) {
        return ReachProps.profile(LabelQuery.EVERYTHING, query(conditions));
    }

    private static Profile namespaces(Condition... conditions) {
        return ReachProps.profile(query(conditions), LabelQuery.EVERYTHING);
    }

    private static In in(String key, String... values) {
        return new In(key, Set.of(values));
    }

    @Test
    void withoutProfilesNothingComes() {
        assertThat(Reach.of(List.of()).expression()).contains("false");
        assertThat(Reach.of(List.of(pods(new Exists("a"), new DoesNotExist("a")))))
                .isEqualTo(Reach.NOTHING);
    }

    @Test
    void aProfileWithoutSelectorsMakesEverythingCome() {
        Reach reach = Reach.of(List.of(pods(), pods(in("app", "spark"))));

        assertThat(reach.expression()).isEmpty();
        assertThat(reach.namespaces().isEverything()).isTrue();
        assertThat(Reach.selectsEveryPod(pods())).isTrue();
        assertThat(Reach.selectsEveryPod(pods(new Exists("a")))).isFalse();
        assertThat(Reach.selectsEveryPod(namespaces(new Exists("a")))).isFalse();
    }

    @Test
    void ofNamespacesWhatAllProfilesAskForIsKept() {
        Reach reach = Reach.of(List.of(
                namespaces(in("colocation", "yes"), in("stage", "dev")),
                namespaces(in("colocation", "maybe"), new Exists("team"))));

        assertThat(reach.namespaces()).isEqualTo(query(in("colocation", "yes", "maybe")));
    }

    @Test
    void rangesOfOneKeyAreUnited() {
        assertThat(union(in("k", "a"), new Exists("k"))).isEqualTo(query(new Exists("k")));
        assertThat(union(in("k", "a"), new NotIn("k", Set.of("a", "b")))).isEqualTo(query(new NotIn("k", Set.of("b"))));
        assertThat(union(in("k", "a"), new NotIn("k", Set.of("a")))).isEqualTo(LabelQuery.EVERYTHING);
        assertThat(union(new Exists("k"), new DoesNotExist("k"))).isEqualTo(LabelQuery.EVERYTHING);
        assertThat(union(new DoesNotExist("k"), new DoesNotExist("k"))).isEqualTo(query(new DoesNotExist("k")));
        // No selector says "missing, or one of these".
        assertThat(union(in("k", "a"), new DoesNotExist("k"))).isEqualTo(LabelQuery.EVERYTHING);
    }

    private static LabelQuery union(Condition one, Condition other) {
        return Reach.of(List.of(namespaces(one), namespaces(other))).namespaces();
    }

    @Test
    void podsAreDescribedProfileByProfile() {
        Reach reach = Reach.of(List.of(
                pods(in("app", "spark", "flink"), new DoesNotExist("online")),
                pods(new NotIn("tier", Set.of("gold")), new Exists("tier"))));

        assertThat(reach.expression())
                .contains("((has(object.metadata.labels) && 'app' in object.metadata.labels"
                        + " && object.metadata.labels['app'] in ['flink', 'spark'])"
                        + " && !(has(object.metadata.labels) && 'online' in object.metadata.labels))"
                        + " || ((has(object.metadata.labels) && 'tier' in object.metadata.labels)"
                        + " && !(has(object.metadata.labels) && 'tier' in object.metadata.labels"
                        + " && object.metadata.labels['tier'] in ['gold']))");
    }

    @Test
    void anExpressionThatWouldBeTooLongIsWidened() {
        List<Profile> few = many(20);
        List<Profile> some = many(90);
        List<Profile> many = many(2000);

        assertThat(Reach.of(few).pods()).hasSize(20);
        assertThat(Reach.of(some).pods())
                .as("what all have in common")
                .containsExactly(query(
                        in(
                                "app",
                                IntStream.range(0, 90).mapToObj(i -> "app-" + i).toArray(String[]::new)),
                        new Exists("team")));
        assertThat(Reach.of(many).pods()).containsExactly(LabelQuery.EVERYTHING);
        assertThat(Reach.of(many).expression()).isEmpty();
    }

    private static List<Profile> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pods(in("app", "app-" + i), new Exists("team")))
                .collect(Collectors.toList());
    }
}
