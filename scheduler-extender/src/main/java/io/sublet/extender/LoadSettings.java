package io.sublet.extender;

import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.LoadResources;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.PaddingTime;
import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import io.sublet.protocol.ResourceNames;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration as the values that ranking takes. */
final class LoadSettings {
    private LoadSettings() {}

    /**
     * Reads and checks the configuration.
     *
     * @throws IllegalArgumentException if a value is out of its range, which it names
     */
    static LoadRules of(ExtenderConfig config) {
        ExtenderConfig.Load load = config.load();
        ExtenderConfig.Weights weights = load.weights();
        LoadPolicy policy = new LoadPolicy(
                load.reportExpiry(),
                load.staleReports(),
                LoadPolicy.Weights.of(weights.cpu(), weights.memory(), weights.scarcest()),
                load.unmeteredScore(),
                load.scoreByProdUsage(),
                load.prodUsageIncludesSystem(),
                window(load.aggregated().scoreAggregation(), load.aggregated().scoreWindow()));
        ExtenderConfig.ProdThresholds aggregated = load.aggregated().usageThresholds();
        UsageProfile profile = new UsageProfile(
                Thresholds.of(
                        load.usageThresholds().cpu(), load.usageThresholds().memory()),
                Thresholds.of(
                        load.prodUsageThresholds().cpu(),
                        load.prodUsageThresholds().memory()),
                window(load.aggregated().usageAggregation(), load.aggregated().usageWindow())
                        .map(window -> new UsageProfile.Aggregated(
                                Thresholds.of(aggregated.cpu(), aggregated.memory()), window)));
        Estimator estimator = new Estimator(
                LoadResources.CPU_MEMORY,
                Map.of(
                        ResourceNames.CPU, factor(load.scalingFactors().cpu()),
                        ResourceNames.MEMORY, factor(load.scalingFactors().memory())),
                false);
        return new LoadRules(
                LoadResources.CPU_MEMORY,
                policy,
                estimator,
                PaddingTime.NONE,
                profile,
                List.of(),
                new ScoreScale(config.bestScore()));
    }

    private static Percent factor(int percent) {
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("a scaling factor is 1..100 percent, was " + percent);
        }
        return new Percent(percent);
    }

    private static Optional<UsageWindow> window(Optional<String> aggregation, Duration window) {
        return aggregation.map(name -> new UsageWindow(
                Aggregation.parse(name)
                        .orElseThrow(() -> new IllegalArgumentException("an aggregation is one of "
                                + Arrays.stream(Aggregation.values())
                                        .map(Aggregation::wireName)
                                        .toList()
                                + ", was " + name)),
                window));
    }
}
