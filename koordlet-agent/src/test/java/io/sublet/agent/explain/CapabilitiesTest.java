package io.sublet.agent.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.explain.Capability.State;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.Seen;
import io.sublet.model.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final String CYCLES = "cyclesPerInstruction";

    @Test
    void saysWhetherCyclesAreCounted() {
        assertThat(capability(Seen.onCpus(4).build()))
                .isEqualTo(new Capability(CYCLES, State.OFF, "the settings do not ask for it"));
        assertThat(capability(Seen.onCpus(4).counted(Reading.of(3)).build()))
                .isEqualTo(new Capability(CYCLES, State.ENFORCED, "known of 3 containers, once a minute"));
        assertThat(capability(Seen.onCpus(4)
                        .counted(Reading.missing("perf_event_open: ENOENT"))
                        .build()))
                .isEqualTo(new Capability(CYCLES, State.IMPOSSIBLE, "perf_event_open: ENOENT"));
    }

    private static Capability capability(Observation seen) {
        SloState slo = new SloState(seen.slo(), Optional.empty());
        return Capabilities.of(seen, slo, Mode.OBSERVE, Map.of(), List.of()).stream()
                .filter(one -> one.feature().equals(CYCLES))
                .findFirst()
                .orElseThrow();
    }
}
