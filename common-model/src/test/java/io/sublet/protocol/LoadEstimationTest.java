package io.sublet.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadEstimationTest {
    @Test
    void readsAllThreeAnnotations() {
        LoadEstimation said = LoadEstimation.of(Map.of(
                "scheduling.koordinator.sh/load-estimated-scaling-factors", "{\"cpu\":80,\"memory\":120}",
                "scheduling.koordinator.sh/load-estimated-seconds-after-pod-scheduled", "60",
                "scheduling.koordinator.sh/load-estimated-seconds-after-initialized", "0"));

        assertThat(said)
                .isEqualTo(new LoadEstimation(
                        Map.of("cpu", new Percent(80), "memory", new Percent(120)),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.of(Duration.ZERO)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "soon", "99999999999999999999"})
    void aTimeThatIsNoneSaysNothing(String text) {
        LoadEstimation said = LoadEstimation.of(Map.of(
                "scheduling.koordinator.sh/load-estimated-seconds-after-pod-scheduled",
                text,
                "scheduling.koordinator.sh/load-estimated-seconds-after-initialized",
                "30"));

        assertThat(said).isEqualTo(new LoadEstimation(Map.of(), Optional.empty(), Optional.of(Duration.ofSeconds(30))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{\"cpu\":-1}", "{\"cpu\":\"80\"}", "{\"cpu\":1001}"})
    void factorsThatCannotBeReadSayNothing(String text) {
        assertThat(LoadEstimation.of(Map.of("scheduling.koordinator.sh/load-estimated-scaling-factors", text)))
                .isEqualTo(LoadEstimation.NONE);
    }

    @Test
    void aPodWithoutThemSaysNothing() {
        assertThat(LoadEstimation.of(Map.of("other", "x"))).isSameAs(LoadEstimation.NONE);
    }
}
