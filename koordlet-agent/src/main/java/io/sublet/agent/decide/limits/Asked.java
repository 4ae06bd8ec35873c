package io.sublet.agent.decide.limits;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.util.Optional;

/**
 * What a container or pod of a colocation tier asks for; empty for what it says nothing of.
 *
 * @param cpu requested; where only a limit is given, that
 */
record Asked(Optional<MilliCpu> cpu, Optional<MilliCpu> cpuLimit, Optional<Bytes> memoryLimit) {
    static final Asked NOTHING = new Asked(Optional.empty(), Optional.empty(), Optional.empty());
}
