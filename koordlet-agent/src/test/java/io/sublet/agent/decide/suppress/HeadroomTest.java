package io.sublet.agent.decide.suppress;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A watermark and a buffer on a large machine under the same load: an hour of an online service with bursts, second by second. */
class HeadroomTest {
    private static final int CPUS = 64;
    private static final long BURST_MILLI = 3000;

    /**
     * What came of an hour.
     *
     * @param batch CPUs that best effort could use, on average
     * @param shortSeconds seconds in which online services wanted CPUs that best effort had
     */
    private record Hour(double batch, int shortSeconds) {}

    @Test
    void aBufferOfTheSizeOfItsJumpsGivesBatchMoreThanAWatermarkAndCostsOnlineNothing() {
        Hour watermark = hour(Seen.onCpus(CPUS));
        Hour buffer = hour(Seen.onCpus(CPUS).idleCores(5));
        assertThat(watermark.shortSeconds()).isZero();
        assertThat(buffer.shortSeconds()).isZero();
        assertThat(watermark.batch()).isBetween(20.5, 21.5);
        assertThat(buffer.batch()).isBetween(37.5, 39.0);
    }

    @Test
    void aBufferSmallerThanABurstIsTooSmall() {
        assertThat(hour(Seen.onCpus(CPUS).idleCores(1)).shortSeconds()).isPositive();
    }

    /** Best effort uses all that it may have; usage is what was measured in the second before. */
    private static Hour hour(Seen node) {
        CpuSuppress policy = new CpuSuppress(Duration.ofSeconds(10));
        Random random = new Random(20_261_127);
        CpuQuota quota = new CpuQuota(2000);
        double batch = 0;
        int shortSeconds = 0;
        for (int second = 0; second < 3600; second++) {
            long burst = random.nextInt(10) == 0 ? BURST_MILLI : random.nextInt(500);
            long online = 18_000 + 2000L * (second / 300 % 3) + burst;
            long given = quota.micros() / 100;
            batch += given / 1000.0;
            shortSeconds += online + given > CPUS * 1000L ? 1 : 0;
            Observation seen = node.withoutPods()
                    .used(online + given)
                    .quota(quota)
                    .pod(QosClass.LS, KubeQos.BURSTABLE, online)
                    .pod(QosClass.BE, KubeQos.BEST_EFFORT, given)
                    .build();
            quota = CpuSuppressTest.quotaOf(policy.decide(seen)).orElse(quota);
        }
        return new Hour(batch / 3600, shortSeconds);
    }
}
