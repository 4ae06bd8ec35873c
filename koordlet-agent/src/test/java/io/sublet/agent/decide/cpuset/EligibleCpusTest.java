package io.sublet.agent.decide.cpuset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.agent.observe.pod.PodDraft;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import org.junit.jupiter.api.Test;

/** A machine with 8 CPUs of which n and n + 4 are siblings. */
class EligibleCpusTest {
    @Test
    void leavesOutTheWholeCoresOfLsePods() {
        Seen seen = Seen.onCpus(8).pod(CpuPlacesTest.bound("lse", QosClass.LSE, "0,2"));
        assertThat(of(seen).all()).isEqualTo(CpuSet.of(1, 3, 5, 7));
    }

    @Test
    void takesWhatLsrPodsLendButNotTheCoresThatTheyWantForThemselves() {
        Seen seen = Seen.onCpus(8)
                .pod(CpuPlacesTest.bound("lsr", QosClass.LSR, "0"))
                .pod(PodDraft.pod("alone", KubeQos.GUARANTEED, QosClass.LSR)
                        .bound(CpuSet.of(3))
                        .annotation(Annotations.RESOURCE_SPEC, "{\"preferredCPUExclusivePolicy\":\"PCPULevel\"}")
                        .view());
        assertThat(of(seen)).isEqualTo(new EligibleCpus(CpuSet.of(0, 1, 2, 4, 5, 6), CpuSet.of(0), CpuSet.EMPTY));
    }

    @Test
    void keepsWhatBestEffortPodsAreBoundToAndNobodyElseHas() {
        Seen seen = Seen.onCpus(8)
                .pod(PodDraft.batch("own").bound(CpuSet.of(0, 1)).view())
                .pod(CpuPlacesTest.bound("lse", QosClass.LSE, "4"))
                .reserved(0, CpuSet.of(7))
                .systemCpus(CpuSet.of(6));
        assertThat(of(seen)).isEqualTo(new EligibleCpus(CpuSet.of(1, 2, 3, 5), CpuSet.EMPTY, CpuSet.of(1)));
    }

    private static EligibleCpus of(Seen seen) {
        Observation observation = seen.build();
        return EligibleCpus.of(
                observation, observation.machine().topology().toOptional().orElseThrow());
    }
}
