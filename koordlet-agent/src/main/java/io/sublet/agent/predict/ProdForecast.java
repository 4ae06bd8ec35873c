package io.sublet.agent.predict;

import io.sublet.model.resource.CpuMemory;

/**
 * What is expected of online pods.
 *
 * @param reclaimable what they have requested and will not use
 * @param peak what they, or they and the system together, will use at most; the larger of both forecasts, element by element
 */
public record ProdForecast(CpuMemory reclaimable, CpuMemory peak) {}
