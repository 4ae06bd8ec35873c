package io.sublet.e2e.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeasuredProcessTest {
    @Test
    void seesWhatThisProcessCosts() {
        MeasuredProcess self = new MeasuredProcess(ProcessHandle.current().pid());
        double before = self.cpuMillis();
        long end = System.nanoTime() + 20_000_000;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }

        assertThat(self.cpuMillis()).isGreaterThan(before);
        assertThat(self.residentMib()).isBetween(10.0, 10_000.0);
    }
}
