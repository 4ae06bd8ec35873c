package io.sublet.manager.overcommit;

import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.PodView;
import io.sublet.manager.view.TopologyView;
import io.sublet.model.usage.NodeUsageReport;
import java.util.Collection;
import java.util.Optional;

/**
 * All that is known of a node when it is decided what it offers.
 *
 * @param report the agent's last report, or one in which everything is missing
 */
public record NodeSituation(
        NodeView node,
        Collection<PodView> pods,
        NodeUsageReport report,
        NodeStrategy strategy,
        RatioStrategies ratios,
        Optional<TopologyView> topology) {
    /** Why the node's agent takes no more batch pods; empty if it does. */
    public Optional<String> closed() {
        return topology.flatMap(TopologyView::closed);
    }
}
