package io.sublet.agent.predict;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProdReclaimableTest {
    private static final CpuMemory NODE = CpuMemory.of(10_000, 1000);
    private static final Reading<CpuMemory> UNUSED = Reading.of(CpuMemory.ZERO);

    @Test
    void givesWhatAPodRequestsBeyondItsPeak() {
        assertThat(reclaimable(NODE, List.of(pod(4000, 1000), pod(2000, 500)), UNUSED))
                .isEqualTo(Reading.of(CpuMemory.of(4500, 450)));
    }

    @Test
    void aPodAboveItsRequestTakesNothingFromOthersButFromTheNode() {
        assertThat(reclaimable(NODE, List.of(pod(4000, 1000), pod(1000, 8000)), UNUSED))
                .isEqualTo(Reading.of(CpuMemory.of(1000, 100)));
    }

    @Test
    void anUnknownPodUsesAllItRequests() {
        List<PodForecast> pods =
                List.of(pod(4000, 1000), new PodForecast(CpuMemory.of(5000, 500), Reading.missing("young")));
        assertThat(reclaimable(NODE, pods, UNUSED)).isEqualTo(Reading.of(CpuMemory.of(3000, 300)));
    }

    @Test
    void theClassesBoundThePods() {
        List<PodForecast> pods = List.of(pod(4000, 1000), pod(4000, 1000));
        assertThat(reclaimable(NODE, pods, Reading.of(CpuMemory.of(5000, 100))))
                .isEqualTo(Reading.of(CpuMemory.of(3000, 600)));
        assertThat(reclaimable(NODE, pods, Reading.of(CpuMemory.of(9000, 900)))).isEqualTo(Reading.of(CpuMemory.ZERO));
    }

    @Test
    void nothingIsSaidWhileTheClassesAreUnknown() {
        assertThat(reclaimable(NODE, List.of(pod(4000, 1000)), Reading.missing("cold")))
                .isEqualTo(Reading.missing("cold"));
    }

    @Test
    void thePeakIsTheLargerOfBothForecasts() {
        List<PodForecast> pods =
                List.of(pod(4000, 1000), new PodForecast(CpuMemory.of(5000, 500), Reading.missing("young")));
        assertThat(ProdReclaimable.of(NODE, pods, Reading.of(CpuMemory.of(2000, 900)))
                        .map(ProdForecast::peak))
                .isEqualTo(Reading.of(CpuMemory.of(6000, 900)));
    }

    private static Reading<CpuMemory> reclaimable(
            CpuMemory allocatable, List<PodForecast> pods, Reading<CpuMemory> unreclaimable) {
        return ProdReclaimable.of(allocatable, pods, unreclaimable).map(ProdForecast::reclaimable);
    }

    private static PodForecast pod(long request, long peak) {
        return new PodForecast(CpuMemory.of(request, request / 10), Reading.of(CpuMemory.of(peak, peak / 10)));
    }
}
