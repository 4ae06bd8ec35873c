package io.sublet.agent.observe.kubelet;

import io.sublet.model.reading.Reading;

/**
 * What was seen of the kubelet.
 *
 * @param cpuManager its record of CPUs; missing where the agent cannot see the file
 */
public record KubeletObservation(KubeletState state, KubeletSettings settings, Reading<CpuManagerState> cpuManager) {
    /** Whether it assigns CPUs to containers itself; by default it does not. */
    public boolean assignsCpus() {
        return cpuManager
                .map(CpuManagerState::isStatic)
                .toOptional()
                .orElseGet(() -> settings.cpuManagerPolicy().orElse("none").equals("static"));
    }
}
