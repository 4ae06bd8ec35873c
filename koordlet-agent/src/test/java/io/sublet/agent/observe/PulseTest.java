package io.sublet.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.FakeKernel;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final long SECOND = 1_000_000_000;

    private final FakeKernel kernel = new FakeKernel();
    private final Pulse pulse = new Pulse(kernel, "/proc", Duration.ofSeconds(1));

    @Test
    void staysInOneEraWhileTimePassesEvenly() {
        assertThat(era(100, "1000.00 5.00")).isZero();
        assertThat(era(101, "1001.03 5.00")).isZero();
        assertThat(era(105, "1005.00 5.00")).isZero();
        assertThat(pulse.moment(Instant.EPOCH).sinceBoot()).isEqualTo(Duration.ofSeconds(1005));
    }

    @Test
    void beginsAnEraAfterASleepAndAfterALongDelay() {
        era(100, "1000.00 5.00");
        assertThat(era(101, "4600.00 5.00")).isEqualTo(1);
        assertThat(era(102, "4601.00 5.00")).isEqualTo(1);
        assertThat(era(130, "4629.00 5.00")).isEqualTo(2);
    }

    @Test
    void measuresByTheMonotonicClockWhereThereIsNoUptime() {
        era(100, "1000.00 5.00");
        kernel.put("/proc/uptime", "soon");
        assertThat(era(102, "soon")).isZero();
        assertThat(pulse.moment(Instant.EPOCH).sinceBoot()).isEqualTo(Duration.ofSeconds(1002));
    }

    private long era(long second, String uptime) {
        kernel.put("/proc/uptime", uptime);
        return pulse.next(second * SECOND, 4).era();
    }
}
