package io.sublet.e2e.bench.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.cluster.ClusterException;
import org.junit.jupiter.api.Test;

class TickTimesTest {
    private static TickTimes ticks(long fast, long slow, long slowest) {
        return TickTimes.of("# TYPE sublet_agent_loop_duration_seconds histogram\n"
                + line("0.001", fast)
                + line("0.005", fast + slow)
                + line("+Inf", fast + slow + slowest)
                + "sublet_agent_loop_duration_seconds_count " + (fast + slow + slowest) + "\n");
    }

    private static String line(String bound, long count) {
        return "sublet_agent_loop_duration_seconds_bucket{le=\"" + bound + "\"} " + count + "\n";
    }

    @Test
    void countsOnlyTheTicksSinceTheLookBefore() {
        TickTimes before = ticks(0, 100, 0);
        TickTimes after = ticks(99, 101, 0);
        assertThat(after.ticks() - before.ticks()).isEqualTo(100);
        assertThat(after.boundMillis(before, 0.5)).isEqualTo(1);
        assertThat(after.boundMillis(before, 0.99)).isEqualTo(1);
        assertThat(after.boundMillis(before, 1)).isEqualTo(5);
    }

    @Test
    void aTickBeyondTheLastBoundIsNotHidden() {
        assertThat(ticks(0, 0, 1).boundMillis(ticks(0, 0, 0), 0.99)).isInfinite();
    }

    @Test
    void metricsWithoutTheHistogramAreNoMetricsOfTheAgent() {
        assertThatThrownBy(() -> TickTimes.of("up 1\n")).isInstanceOf(ClusterException.class);
    }
}
