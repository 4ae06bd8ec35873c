package io.sublet.e2e.bench.interference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DetectionTest {
    @Test
    void sumsUpOverTheNodes() {
        Detection detection = Detection.of(List.of(
                "{\"seed\":1,\"right\":3,\"wrong\":1,\"episodes\":4,\"times\":[3, 5, 9]}",
                "{\"seed\":2,\"right\":5,\"wrong\":1,\"episodes\":4,\"times\":[2, 4, 6]}"));

        assertThat(detection.precision()).isEqualTo(0.8);
        assertThat(detection.recall()).isEqualTo(0.75);
        assertThat(detection.windowsUntilNamed(0.5)).isEqualTo(5);
        assertThat(detection.windowsUntilNamed(0.9)).isEqualTo(9);
    }

    @Test
    void namesNobodyWithoutATime() {
        assertThat(Detection.of(List.of("{\"right\":0,\"wrong\":0,\"episodes\":2,\"times\":[]}"))
                        .windowsUntilNamed(0.5))
                .isNaN();
    }
}
