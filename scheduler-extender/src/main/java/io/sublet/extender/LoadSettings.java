package io.sublet.extender;

import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The configuration as the values that ranking takes.
 *
 * @param policy for all nodes
 * @param profile of nodes without an annotation of their own
 */
record LoadSettings(LoadPolicy policy, UsageProfile profile, Estimator estimator) {
    /**
     * Reads and checks the configuration.
     *
     * @throws IllegalArgumentException if a value is out of its range, which it names
     */
    static LoadSettings of(ExtenderConfig.Load load) {
        ExtenderConfig.Weights weights = load.weights();
        LoadPolicy policy = new LoadPolicy(
                load.reportExpiry(),
                load.staleReports(),
                new LoadPolicy.Weights(weights.cpu(), weights.memory(), weights.scarcest()),
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
                factor(load.scalingFactors().cpu()),
                factor(load.scalingFactors().memory()));
        return new LoadSettings(policy, profile, estimator);
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
