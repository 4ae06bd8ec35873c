package io.sublet.extender;

import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.reply.PinVerbs;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.PinScoring;
import java.util.function.Supplier;

/** The configuration of the pin entry as the values that it takes. */
final class PinSettings {
    private PinSettings() {}

    /**
     * Reads and checks the configuration.
     *
     * @param scoring as it is now
     * @throws IllegalArgumentException if a value is out of its range, which it names
     */
    static PinVerbs.Settings of(ExtenderConfig.Pin pin, Supplier<PinScoring> scoring) {
        return new PinVerbs.Settings(bindPolicy(pin.defaultBindPolicy()), scoring, new ScoreScale(pin.bestScore()));
    }

    private static CpuBindPolicy bindPolicy(String name) {
        return CpuBindPolicy.parse(name)
                .filter(CpuBindPolicy::binds)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the default bind policy is FullPCPUs or SpreadByPCPUs, was " + name));
    }
}
