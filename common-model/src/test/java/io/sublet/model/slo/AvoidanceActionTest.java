package io.sublet.model.slo;

import static io.sublet.model.slo.AvoidanceAction.EVICT;
import static io.sublet.model.slo.AvoidanceAction.THROTTLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.QosClass;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AvoidanceActionTest {
    private static final Optional<Set<AvoidanceAction>> ALL = Optional.of(Set.of(THROTTLE, EVICT));

    @Test
    void bestEffortPermitsEverythingUnlessToldOtherwise() {
        assertThat(AvoidanceAction.permitted(QosClass.BE, Optional.empty())).containsExactlyInAnyOrder(THROTTLE, EVICT);
        assertThat(AvoidanceAction.permitted(QosClass.BE, ALL)).containsExactlyInAnyOrder(THROTTLE, EVICT);
        assertThat(AvoidanceAction.permitted(QosClass.BE, Optional.of(Set.of(THROTTLE))))
                .containsExactly(THROTTLE);
        assertThat(AvoidanceAction.permitted(QosClass.BE, Optional.of(Set.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = QosClass.class, mode = EnumSource.Mode.EXCLUDE, names = "BE")
    void nothingMakesAnOnlinePodEvictable(QosClass online) {
        assertThat(AvoidanceAction.permitted(online, Optional.empty())).isEmpty();
        assertThat(AvoidanceAction.permitted(online, ALL)).doesNotContain(EVICT);
    }

    @Test
    void onlyLatencySensitivePodsWithoutReservedCpusMayOptIntoThrottling() {
        assertThat(AvoidanceAction.permitted(QosClass.LS, ALL)).containsExactly(THROTTLE);
        assertThat(AvoidanceAction.permitted(QosClass.LSR, ALL)).isEmpty();
        assertThat(AvoidanceAction.permitted(QosClass.LSE, ALL)).isEmpty();
        assertThat(AvoidanceAction.permitted(QosClass.SYSTEM, ALL)).isEmpty();
    }

    @Test
    void unknownActionPermitsNothing() {
        assertThat(AvoidanceAction.parse("Freeze")).isEmpty();
        assertThat(AvoidanceAction.parse("evict")).isEmpty();
    }
}
