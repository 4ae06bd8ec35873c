package io.sublet.e2e.demo;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;

/**
 * How the story is told.
 *
 * @param surgeRate requests per second of the surge; each costs the online service about 2 ms of CPU
 * @param warmUp how long the online service is warmed up at that rate before anything is measured
 * @param surge how long a surge lasts
 * @param calm how long best effort may find its level before the surge
 * @param jobCpu what the Job asks for
 * @param effect within which time every transition must happen
 */
record DemoPlan(double surgeRate, Duration warmUp, Duration surge, Duration calm, MilliCpu jobCpu, Duration effect) {
    static final DemoPlan USUAL = new DemoPlan(
            250,
            Duration.ofSeconds(8),
            Duration.ofSeconds(15),
            Duration.ofSeconds(6),
            new MilliCpu(200),
            Duration.ofSeconds(60));
}
