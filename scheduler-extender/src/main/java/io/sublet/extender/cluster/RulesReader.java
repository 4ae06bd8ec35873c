package io.sublet.extender.cluster;

import io.sublet.crds.config.Layered;
import io.sublet.crds.config.LoadAwareArgs;
import io.sublet.crds.config.LoadAwareConfig;
import io.sublet.extender.rank.Estimator;
import io.sublet.extender.rank.LoadPolicy;
import io.sublet.extender.rank.LoadPolicy.StaleReports;
import io.sublet.extender.rank.LoadResources;
import io.sublet.extender.rank.LoadRules;
import io.sublet.extender.rank.NodeGroup;
import io.sublet.extender.rank.PaddingTime;
import io.sublet.extender.rank.ScoreScale;
import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.model.pod.LabelSelector;
import io.sublet.protocol.UsageThresholds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The configuration as the rules that ranking takes. */
final class RulesReader {
    private static final UsageProfile NO_THRESHOLDS =
            new UsageProfile(Thresholds.OFF, Thresholds.OFF, Optional.empty());

    private RulesReader() {}

    static LoadRules rules(LoadAwareConfig config) {
        LoadAwareArgs args = config.args();
        LoadResources resources = LoadResources.with(named(config));
        LoadAwareArgs.Score score = args.score();
        LoadPolicy policy = new LoadPolicy(
                args.expiry(),
                args.filterExpired()
                        ? args.allowExpired() ? StaleReports.ALLOW : StaleReports.REFUSE
                        : StaleReports.USE,
                new LoadPolicy.Weights(resources.vector(score.weights()), score.dominantWeight()),
                score.unmetered(),
                score.byProd(),
                score.prodIncludesSystem(),
                score.window().map(window -> new UsageWindow(window.aggregation(), window.length())));
        LoadAwareArgs.Estimation estimation = args.estimation();
        return new LoadRules(
                resources,
                policy,
                new Estimator(resources, estimation.factors(), estimation.customizable()),
                new PaddingTime(estimation.afterScheduled(), estimation.afterInitialized(), estimation.customizable()),
                NO_THRESHOLDS.overlaidBy(config.thresholds().cluster(), resources),
                groups(config.thresholds()),
                new ScoreScale(score.best()));
    }

    /** An item without a selector is for no node. */
    private static List<NodeGroup> groups(Layered<UsageThresholds> thresholds) {
        return thresholds.items().stream()
                .flatMap(item -> item.selector().stream().map(nodes -> group(item, nodes)))
                .toList();
    }

    private static NodeGroup group(Layered.Item<UsageThresholds> item, LabelSelector nodes) {
        return new NodeGroup(item.name(), nodes, item.value());
    }

    /** Every resource that the configuration names. */
    private static Set<String> named(LoadAwareConfig config) {
        Set<String> names = new TreeSet<>(config.args().supportedResources());
        names.addAll(config.args().score().weights().keySet());
        names.addAll(config.args().estimation().factors().keySet());
        Stream.concat(
                        Stream.of(config.thresholds().cluster()),
                        config.thresholds().items().stream().map(Layered.Item::value))
                .flatMap(said ->
                        Stream.of(said.usage(), said.prod(), said.aggregated().map(UsageThresholds.Aggregated::levels)))
                .flatMap(Optional::stream)
                .forEach(levels -> names.addAll(levels.byResource().keySet()));
        return names;
    }
}
