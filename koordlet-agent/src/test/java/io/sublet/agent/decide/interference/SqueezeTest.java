package io.sublet.agent.decide.interference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.InterferenceRule.Response;
import io.sublet.model.slo.ResourceQos;
import io.sublet.model.slo.ResourceQos.ClassQos;
import io.sublet.model.unit.Percent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqueezeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static ResourceQos policy(int start, int end, int bandwidth) {
        CacheQos cache = new CacheQos(true, new Percent(start), new Percent(end), new Percent(bandwidth));
        ClassQos be = new ClassQos(
                ResourceQos.DEFAULT.be().memory(),
                cache,
                ResourceQos.DEFAULT.be().disk(),
                ResourceQos.DEFAULT.be().network());
        ResourceQos other = ResourceQos.DEFAULT;
        return new ResourceQos(other.lsr(), other.ls(), be, other.system(), other.root(), other.networkTotal());
    }

    /** A tenth of each is kept. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 30, 100, 30, 100",
        "1, 0, 30, 100, 15, 50",
        "2, 0, 30, 100, 7, 25",
        "3, 20, 60, 30, 25, 3",
        "6, 0, 30, 100, 3, 10",
        "6, 0, 1, 1, 1, 1",
    })
    void halvesWithEachStepDownToWhatIsKept(
            int steps, int start, int end, int bandwidth, int newEnd, int newBandwidth) {
        CacheQos narrowed = new Squeeze(steps, 1, Duration.ZERO)
                .narrow(policy(start, end, bandwidth), Squeeze.NONE, Response.DEFAULT)
                .be()
                .cache();

        assertThat(narrowed.start()).isEqualTo(new Percent(start));
        assertThat(narrowed.end()).isEqualTo(new Percent(newEnd));
        assertThat(narrowed.bandwidth()).isEqualTo(new Percent(newBandwidth));
    }

    /** The bandwidth goes by the more steps of both, the cache by its own. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 30, 100",
        "2, 0, 7, 25",
        "0, 2, 30, 25",
        "1, 2, 15, 25",
        "2, 1, 7, 25",
        "2, 2, 7, 25",
        "0, 6, 30, 10"
    })
    void narrowsByTheWorseOfBothSignals(int cache, int memory, int newEnd, int newBandwidth) {
        CacheQos narrowed = squeeze(cache)
                .narrow(policy(0, 30, 100), squeeze(memory), Response.DEFAULT)
                .be()
                .cache();

        assertThat(narrowed.end()).isEqualTo(new Percent(newEnd));
        assertThat(narrowed.bandwidth()).isEqualTo(new Percent(newBandwidth));
    }

    private static Squeeze squeeze(int steps) {
        return new Squeeze(steps, 1, Duration.ZERO);
    }

    @Test
    void leavesAPolicyThatDoesNotDivideTheCacheAsItIs() {
        assertThat(squeeze(3).narrow(ResourceQos.DEFAULT, squeeze(3), Response.DEFAULT))
                .isEqualTo(ResourceQos.DEFAULT);
    }

    @Test
    void narrowsFasterThanItGivesBack() {
        Squeeze first = Squeeze.NONE.narrower(10, 3, MINUTE);
        assertThat(first.steps()).isEqualTo(1);
        assertThat(first.narrower(12, 3, MINUTE).steps()).isEqualTo(1);
        assertThat(first.narrower(13, 3, MINUTE).steps()).isEqualTo(2);
        assertThat(first.wider(MINUTE, MINUTE.plusSeconds(59)).steps()).isEqualTo(1);
        assertThat(first.wider(MINUTE, MINUTE.plusSeconds(60))).satisfies(wider -> {
            assertThat(wider.steps()).isZero();
            assertThat(wider.wider(MINUTE, Duration.ofHours(1)).steps()).isZero();
        });
    }
}
