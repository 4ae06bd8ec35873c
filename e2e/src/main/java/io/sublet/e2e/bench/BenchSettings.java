package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.ClusterException;
import java.util.List;
import java.util.Map;

/**
 * What numbers can be said to benchmarks by variables of the environment, which make passes on ({@code make bench BENCH=agent MEASURE_SECONDS=30}),
 * so that a wrong one is named before anything is built or started.
 */
public final class BenchSettings {
    /**
     * A setting.
     *
     * @param form a regular expression of what it can be
     * @param range the same for a person
     */
    private record Setting(String name, String form, String range) {}

    private static final String SECONDS = "[1-9]\\d{0,3}";
    private static final String UP_TO_SECONDS = "1 to 9999";

    private static final List<Setting> ALL = List.of(
            new Setting("MEASURE_SECONDS", SECONDS, UP_TO_SECONDS),
            new Setting("GROWTH_MINUTES", "[1-9]\\d{0,3}(\\.\\d{1,3})?|0\\.[1-9]\\d{0,2}", "0.1 to 9999"),
            new Setting("CALM_SECONDS", SECONDS, UP_TO_SECONDS),
            new Setting("SURGE_SECONDS", SECONDS, UP_TO_SECONDS),
            new Setting(
                    "NODES",
                    "[1-9]\\d{0,5}(,[1-9]\\d{0,5})*",
                    "a number from 1 on; for the extender's several with commas between"),
            new Setting("PODS", "[1-9]\\d{0,4}", "1 to 99999"),
            new Setting("API", "(stub|real)(,(stub|real))?", "stub, real or both"),
            new Setting("SEED", "\\d{1,18}", "a whole number"));

    private BenchSettings() {}

    /** {@link ClusterException} with one sentence about the first setting that cannot be used. */
    public static void check(Map<String, String> environment) {
        for (Setting setting : ALL) {
            String value = environment.get(setting.name());
            if (value != null && !value.matches(setting.form())) {
                throw new ClusterException(setting.name() + " is '" + value + "'; it can be " + setting.range());
            }
        }
    }
}
