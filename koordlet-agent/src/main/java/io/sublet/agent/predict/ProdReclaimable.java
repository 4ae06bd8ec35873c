package io.sublet.agent.predict;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import java.util.List;

/**
 * What online pods have requested and are not expected to use, which is offered as mid resources: the lesser of two forecasts, element
 * by element.
 *
 * <ol>
 *   <li>By pod: each gives what it requests beyond its peak; together not more than the node has beyond all peaks.
 *   <li>By class: all that is requested, or that the node has, beyond the peaks of the system and of all online pods together.
 * </ol>
 */
final class ProdReclaimable {
    private ProdReclaimable() {}

    /**
     * Forecasts.
     *
     * @param allocatable what the node has for pods, before amplification
     * @param pods the online ones that are not about to end
     * @param unreclaimable the peaks of system and online pods with their margin; missing while they are not known
     */
    static Reading<ProdForecast> of(CpuMemory allocatable, List<PodForecast> pods, Reading<CpuMemory> unreclaimable) {
        CpuMemory requested = CpuMemory.ZERO;
        CpuMemory peaks = CpuMemory.ZERO;
        CpuMemory spare = CpuMemory.ZERO;
        for (PodForecast pod : pods) {
            CpuMemory peak = pod.peak() instanceof Reading.Value<CpuMemory>(CpuMemory known) ? known : pod.request();
            requested = requested.plus(pod.request());
            peaks = peaks.plus(peak);
            spare = spare.plus(pod.request().minus(peak).atLeastZero());
        }
        CpuMemory byPod = allocatable.minus(peaks).atLeastZero().min(spare);
        CpuMemory all = requested;
        CpuMemory ofPods = peaks;
        return unreclaimable.map(used ->
                new ProdForecast(byPod.min(allocatable.min(all).minus(used).atLeastZero()), ofPods.max(used)));
    }
}
