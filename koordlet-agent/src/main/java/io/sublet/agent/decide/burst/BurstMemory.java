package io.sublet.agent.decide.burst;

import io.sublet.agent.decide.Settled;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the rule remembers.
 *
 * @param lastStep since boot, when quotas were last raised or lowered
 * @param samples of the shared CPUs, of the last seconds
 * @param tokens by container, where the policy limits how long a quota stays raised
 * @param settled while no container's quota may go up or down
 */
public record BurstMemory(
        Duration lastStep, List<PoolState.Sample> samples, Map<String, Tokens> tokens, Settled settled) {
    static final BurstMemory NONE = new BurstMemory(Duration.ofDays(-1), List.of(), Map.of(), Settled.NOT_YET);

    public BurstMemory {
        samples = List.copyOf(samples);
        tokens = Map.copyOf(tokens);
    }
}
