package io.sublet.extender;

import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.reply.PinVerbs;
import io.sublet.model.cpu.AllocateStrategy;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.PinScoring;

/** The configuration of the pin entry as the values that it takes. */
final class PinSettings {
    private static final int MAX_WEIGHT = 100;

    private PinSettings() {}

    /**
     * Reads and checks the configuration.
     *
     * @throws IllegalArgumentException if a value is out of its range, which it names
     */
    static PinVerbs.Settings of(ExtenderConfig.Pin pin) {
        ExtenderConfig.Scoring scoring = pin.scoring();
        return new PinVerbs.Settings(
                bindPolicy(pin.defaultBindPolicy()),
                new PinScoring(
                        strategy(scoring.node()),
                        strategy(scoring.numa()),
                        weight(scoring.cpuWeight()),
                        weight(scoring.memoryWeight())),
                new ScoreScale(pin.bestScore()));
    }

    private static CpuBindPolicy bindPolicy(String name) {
        return CpuBindPolicy.parse(name)
                .filter(CpuBindPolicy::binds)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the default bind policy is FullPCPUs or SpreadByPCPUs, was " + name));
    }

    private static AllocateStrategy strategy(String name) {
        return AllocateStrategy.parse(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "a scoring strategy is LeastAllocated or MostAllocated, was " + name));
    }

    private static int weight(int weight) {
        if (weight < 0 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException("score weights are 0.." + MAX_WEIGHT + ", was " + weight);
        }
        return weight;
    }
}
