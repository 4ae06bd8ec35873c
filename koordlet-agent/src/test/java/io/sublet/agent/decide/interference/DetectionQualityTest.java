package io.sublet.agent.decide.interference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DetectionQualityTest {
    @Test
    void namesTheRightOneOftenAndSoon() {
        DetectionQuality quality = DetectionQuality.of(DetectionQuality.FIRST_SEED, DetectionQuality.NODES);

        assertThat(quality.precision()).as(quality.wrong().toString()).isGreaterThan(0.8);
        assertThat(quality.recall()).isGreaterThan(0.8);
        assertThat(quality.namedWithin(0.5)).isLessThanOrEqualTo(6);
    }
}
