package io.sublet.model.slo;

import static io.sublet.model.slo.AvoidanceAction.EVICT;
import static io.sublet.model.slo.AvoidanceAction.THROTTLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.pod.QosClass;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AvoidanceActionTest {
    private static final List<String> ALL = List.of("Throttle", "Evict");

    @Test
    void bestEffortPermitsEverythingUnlessToldOtherwise() {
        assertThat(AvoidanceAction.permitted(QosClass.BE, null)).containsExactlyInAnyOrder(THROTTLE, EVICT);
        assertThat(AvoidanceAction.permitted(QosClass.BE, ALL)).containsExactlyInAnyOrder(THROTTLE, EVICT);
        assertThat(AvoidanceAction.permitted(QosClass.BE, List.of("Throttle"))).containsExactly(THROTTLE);
        assertThat(AvoidanceAction.permitted(QosClass.BE, List.of())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = QosClass.class, mode = EnumSource.Mode.EXCLUDE, names = "BE")
    void nothingMakesAnOnlinePodEvictable(QosClass online) {
        assertThat(AvoidanceAction.permitted(online, null)).isEmpty();
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
        assertThat(AvoidanceAction.permitted(QosClass.BE, List.of("Freeze", "evict")))
                .isEmpty();
    }
}
