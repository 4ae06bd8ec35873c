package io.sublet.agent;

import io.sublet.agent.cluster.NodeMetricFeed;
import io.sublet.agent.cluster.NodeMetricPublisher;
import io.sublet.agent.history.ReportSchedule;
import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history and hands over a report when one is due. Without the node's own usage there is no report, so that the manager sees
 * stale data and withdraws what it offers, rather than half a truth.
 */
final class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);

    private final UsageHistory history;
    private final NodeMetricFeed feed;
    private final NodeMetricPublisher publisher;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final ReportSchedule schedule = new ReportSchedule();
    private String lastProblem = "";

    Reporter(UsageHistory history, NodeMetricFeed feed, NodeMetricPublisher publisher) {
        this.history = history;
        this.feed = feed;
        this.publisher = publisher;
    }

    void add(Observation seen, long nanoTime) {
        history.add(seen);
        switch (feed.collectPolicy()) {
            case Reading.Missing<CollectPolicy>(String cause) -> skip(cause);
            case Reading.Value<CollectPolicy>(CollectPolicy policy) -> report(seen.at(), policy);
        }
    }

    private void report(Instant now, CollectPolicy policy) {
        if (!schedule.isDue(now, policy.reportInterval(), random.nextDouble())) {
            return;
        }
        NodeUsageReport report = history.report(now, policy);
        if (report.node().cpu().isMissing() || report.node().memory().isMissing()) {
            skip("the node's own usage is missing");
            return;
        }
        lastProblem = "";
        publisher.publish(report);
    }

    private void skip(String cause) {
        if (!cause.equals(lastProblem)) {
            log.warn("Does not report usage: {}", cause);
            lastProblem = cause;
        }
    }
}
