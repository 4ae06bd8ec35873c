package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.COUNTER;
import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.cluster.FeedStatus;
import java.util.List;
import java.util.function.Supplier;

/** How the cluster is followed and told. */
public final class FeedMetrics implements MetricSource {
    /**
     * The state of all that goes to and comes from the API server.
     *
     * @param rejections NodeSLO objects that were invalid
     * @param sent reports that the API server took
     * @param failed reports that it did not take
     */
    public record State(List<FeedStatus> feeds, long rejections, long sent, long failed) {}

    private final Supplier<State> state;

    public FeedMetrics(Supplier<State> state) {
        this.state = state;
    }

    @Override
    public void write(Exposition out) {
        State now = state.get();
        out.family("sublet_agent_watch_connected", GAUGE, "1 while a watch on the API server is open");
        now.feeds.forEach(feed -> out.sample(feed.connected() ? 1 : 0, "resource", feed.resource()));
        out.family("sublet_agent_watch_lists_total", COUNTER, "Full lists read from the API server");
        now.feeds.forEach(feed -> out.sample(feed.relists(), "resource", feed.resource()));
        out.family("sublet_agent_nodeslo_rejected_total", COUNTER, "NodeSLO objects that were invalid")
                .sample(now.rejections);
        out.family("sublet_agent_reports_total", COUNTER, "Usage reports, by result")
                .sample(now.sent, "result", "sent")
                .sample(now.failed, "result", "failed");
    }
}
