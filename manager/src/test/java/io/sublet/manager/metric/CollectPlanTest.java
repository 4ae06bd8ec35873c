package io.sublet.manager.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeMetricView;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CollectPlanTest {
    private static final CollectPolicy OWN = new CollectPolicy(
            Duration.ofMinutes(1),
            Duration.ofSeconds(5),
            List.of(Duration.ofMinutes(5)),
            MemoryCollectPolicy.WITH_HOT_PAGE_CACHE);

    private static NodeStrategy strategy(boolean enabled) {
        ColocationStrategy defaults = ColocationStrategy.DEFAULT;
        return new NodeStrategy.Effective(
                new ColocationStrategy(
                        enabled,
                        OWN,
                        defaults.cpu(),
                        defaults.memory(),
                        defaults.sync(),
                        defaults.mid(),
                        defaults.stableOffer()),
                false,
                List.of("cluster"));
    }

    private static Optional<NodeMetricView> asking(Optional<CollectPolicy> policy) {
        return Optional.of(new NodeMetricView("n", policy, NodeUsageReport.none("none")));
    }

    @Test
    void asksForTheStrategysPolicyWhereItIsEnabled() {
        assertThat(CollectPlan.of(strategy(true), Optional.empty()))
                .isEqualTo(new CollectPlan.Apply(OWN, MetricReason.NoNodeMetric));
        assertThat(CollectPlan.of(strategy(true), asking(Optional.empty())))
                .isEqualTo(new CollectPlan.Apply(OWN, MetricReason.PolicyDiffers));
        assertThat(CollectPlan.of(strategy(true), asking(Optional.of(OWN))))
                .isEqualTo(new CollectPlan.Keep(MetricReason.PolicyInPlace));
    }

    @Test
    void asksForTheDefaultsWhereItIsNot() {
        assertThat(CollectPlan.of(strategy(false), asking(Optional.of(OWN))))
                .isEqualTo(new CollectPlan.Apply(CollectPolicy.DEFAULT, MetricReason.PolicyDiffers));
    }

    @Test
    void leavesAnObjectAloneWhileTheStrategyCannotBeRead() {
        assertThat(CollectPlan.of(new NodeStrategy.Unavailable(), asking(Optional.of(OWN))))
                .isEqualTo(new CollectPlan.Keep(MetricReason.StrategyUnavailable));
        assertThat(CollectPlan.of(new NodeStrategy.Invalid("broken"), Optional.empty()))
                .isEqualTo(new CollectPlan.Apply(CollectPolicy.DEFAULT, MetricReason.NoNodeMetric));
    }
}
