package io.sublet.agent.observe.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CpiTest {
    @Test
    void isOfTheSumsNotAMeanOfRatios() {
        Cpi busy = new Cpi(9_000, 3_000, 7);
        Cpi calm = new Cpi(1_000, 2_000, 6);
        assertThat(busy.ratio()).isEqualTo(3);
        assertThat(busy.plus(calm)).isEqualTo(new Cpi(10_000, 5_000, 7));
        assertThat(busy.plus(calm).ratio()).isEqualTo(2);
    }

    @Test
    void isNothingWhereNothingWasCounted() {
        assertThatThrownBy(() -> new Cpi(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Cpi(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
