package io.sublet.e2e.bench.protect;

import io.sublet.e2e.scenario.SurgeReport;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What one surge of one arm gave.
 *
 * @param round from 1
 * @param waitMillis how long threads of the online service were ready without a CPU, for each answer
 * @param batchCpus CPUs that best effort used during the surge
 * @param idleUsed part of the otherwise idle CPU that best effort used in the calm before, 0..1; empty without batch
 * @param surgeToFloorMillis from each step of online usage until best effort was at its floor; without those in which no quota moved
 */
record Trial(
        Arm arm,
        int round,
        SurgeReport surge,
        double waitMillis,
        double batchCpus,
        OptionalDouble idleUsed,
        List<Double> surgeToFloorMillis) {}
