package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.PodSelector.Subject;
import io.sublet.model.pod.QosClass;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PodSubjectsTest {
    private final PodSubjects subjects = new PodSubjects();

    private Subject of(Map<String, String> labels) {
        return subjects.of("default", labels, OptionalInt.of(5500), QosClass.BE);
    }

    @Test
    void keepsOnlyLabelsThatAreLookedAtAndOneInstanceOfEachKind() {
        assertThat(of(Map.of("app", "a", "hash", "1"))).isSameAs(of(Map.of("app", "b", "hash", "2")));

        assertThat(subjects.keep(Set.of("app"))).isTrue();

        assertThat(of(Map.of("app", "a", "hash", "1")).labels()).isEqualTo(Map.of("app", "a"));
        assertThat(of(Map.of("app", "a", "hash", "1"))).isSameAs(of(Map.of("app", "a", "hash", "2")));
    }

    @Test
    void tellsWhetherPodsSeenBeforeLackALabel() {
        assertThat(subjects.keep(Set.of())).isFalse();
        assertThat(subjects.keep(Set.of("app"))).isTrue();
        assertThat(subjects.keep(Set.of("app"))).isFalse();
        assertThat(subjects.keep(Set.of("tier"))).isTrue();
        assertThat(subjects.keep(Set.of("app"))).isFalse();
    }
}
