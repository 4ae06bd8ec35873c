package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** People change what pods ask for while these run, and nothing in the kernel tells of it. */
class PodChangesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String BATCH = "kubepods/besteffort/podbatch";
    private static final String WEB = "kubepods/podweb";
    private static final String CONTAINER = WEB + "/main";

    private final FakeNode node = new FakeNode();
    private long second = 1;

    @Test
    void limitsABatchPodToWhatItAsksForNow() {
        node.kernel.groupV1(BATCH, "0-3");
        run(batch("500"));
        assertThat(node.kernel.get("/cg/cpu/" + BATCH + "/cpu.cfs_quota_us")).isEqualTo("50000");
        run(batch("750"));
        assertThat(node.kernel.get("/cg/cpu/" + BATCH + "/cpu.cfs_quota_us")).isEqualTo("75000");
    }

    @Test
    void letsAContainerCarryOverQuotaAsSoonAsItsPodAsksForIt() {
        online();
        node.kernel.put("/cg/cpu/" + WEB + "/cpu.cfs_quota_us", "100000");
        node.kernel.put("/cg/cpu/" + CONTAINER + "/cpu.cfs_quota_us", "100000");
        run(web().view());
        assertThat(node.kernel.get("/cg/cpu/" + CONTAINER + "/cpu.cfs_burst_us"))
                .isEqualTo("0");
        run(web().annotation("koordinator.sh/cpuBurst", "{\"policy\":\"cpuBurstOnly\",\"cpuBurstPercent\":50}")
                .view());
        assertThat(node.kernel.get("/cg/cpu/" + CONTAINER + "/cpu.cfs_burst_us"))
                .isEqualTo("50000");
    }

    @Test
    void movesAPodToTheCpusThatItIsBoundToNow() {
        online();
        run(web().bound(CpuSet.of(1)).view());
        assertThat(node.kernel.get("/cg/cpuset/" + CONTAINER + "/cpuset.cpus")).isEqualTo("1");
        run(web().bound(CpuSet.of(2)).view());
        assertThat(node.kernel.get("/cg/cpuset/" + CONTAINER + "/cpuset.cpus")).isEqualTo("2");
    }

    private void online() {
        node.kernel.groupV1(WEB, "0-3").groupV1(CONTAINER, "0-3");
    }

    private static PodView batch(String milli) {
        Map<String, String> amounts = Map.of("kubernetes.io/batch-cpu", milli);
        return PodDraft.batch("batch").container("main", amounts, amounts).view();
    }

    private static PodDraft web() {
        return PodDraft.pod("web", KubeQos.GUARANTEED, QosClass.LS)
                .container("main", Map.of("cpu", "1"), Map.of("cpu", "1"));
    }

    /** Long enough for what was written to be read again, and for the rules to settle. */
    private void run(PodView pod) {
        node.pods = Reading.of(List.of(pod));
        for (int tick = 0; tick < 5; tick++) {
            node.kernel.put("/proc/uptime", (100 + second) + ".00 1.00");
            node.loop.tick(Instant.EPOCH.plusSeconds(second), second++ * SECOND, SurgePhase.CALM);
        }
    }
}
