package io.sublet.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastGaugesTest {
    private static String written(Reading<CpuMemory> reclaimable) {
        Exposition out = new Exposition(Exposition.Format.PROMETHEUS);
        new ForecastGauges(Optional::empty, () -> reclaimable).write(out);
        return out.end();
    }

    @Test
    void tellsTheForecastInCoresAndBytes() {
        assertThat(written(Reading.of(new CpuMemory(new MilliCpu(1500), new Bytes(2048)))))
                .contains("sublet_agent_reclaimable_cpu_cores 1.5", "sublet_agent_reclaimable_memory_bytes 2048");
    }

    @Test
    void aForecastThatIsMissingIsNotZero() {
        assertThat(written(Reading.missing("too young"))).doesNotContain("reclaimable");
    }
}
