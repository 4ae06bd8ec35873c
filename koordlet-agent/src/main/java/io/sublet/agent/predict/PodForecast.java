package io.sublet.agent.predict;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;

/**
 * What is expected of one online pod.
 *
 * @param peak with its margin; missing while too little is known of the pod, which then is taken to use all that it requests
 */
record PodForecast(CpuMemory request, Reading<CpuMemory> peak) {}
