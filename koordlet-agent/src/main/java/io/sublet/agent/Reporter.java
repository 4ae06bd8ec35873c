package io.sublet.agent;

import io.sublet.agent.cluster.NodeMetricFeed;
import io.sublet.agent.cluster.NodeMetricPublisher;
import io.sublet.agent.history.ReportSchedule;
import io.sublet.agent.history.UsageHistory;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.predict.Predictor;
import io.sublet.agent.predict.ProdForecast;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import java.util.List;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the history and hands over a report when one is due. Without the node's own usage, or before the pods are known, there is no report, so
 * that the manager sees stale data and withdraws what it offers, rather than half a truth.
 */
final class Reporter {
    private static final Logger log = LoggerFactory.getLogger(Reporter.class);

    private final UsageHistory history;
    private final Predictor predictor;
    private final NodeMetricFeed feed;
    private final NodeMetricPublisher publisher;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final ReportSchedule schedule = new ReportSchedule();
    private String lastProblem = "";
    private long looks;
    private boolean reporting;
    private volatile Reading<ProdForecast> forecast = Reading.missing("not reported yet");

    Reporter(UsageHistory history, Predictor predictor, NodeMetricFeed feed, NodeMetricPublisher publisher) {
        this.history = history;
        this.predictor = predictor;
        this.feed = feed;
        this.publisher = publisher;
    }

    /** Takes an observation. */
    void add(Observation seen) {
        history.add(seen);
        predictor.learn(seen, history);
        switch (feed.collectPolicy()) {
            case Reading.Missing<CollectPolicy>(String cause) -> skip(cause);
            case Reading.Value<CollectPolicy>(CollectPolicy policy) -> {
                if (isReady(seen) && isDue(seen, policy)) {
                    report(seen, policy);
                }
            }
        }
    }

    /** A first report waits until rates of the node and of all pods are there, or until these were looked at twice. */
    private boolean isReady(Observation seen) {
        if (seen.pods() instanceof Reading.Missing<List<PodObservation>>(String cause)) {
            looks = 0;
            skip(cause);
            return false;
        }
        looks++;
        reporting |= !seen.used().cpu().isMissing() && (looks > 1 || seen.hasAllRates());
        return reporting;
    }

    private boolean isDue(Observation seen, CollectPolicy policy) {
        return schedule.isDue(seen.moment().sinceBoot(), policy.reportInterval(), random.nextDouble());
    }

    private void report(Observation seen, CollectPolicy policy) {
        forecast = predictor.forecast(seen);
        NodeUsageReport report =
                history.report(seen, policy, usage(reclaimable()), usage(forecast.map(ProdForecast::peak)));
        if (report.node().cpu().isMissing() || report.node().memory().isMissing()) {
            skip("the node's own usage is missing");
            return;
        }
        lastProblem = "";
        publisher.publish(report);
    }

    private static ResourceUsage usage(Reading<CpuMemory> amounts) {
        return new ResourceUsage(amounts.map(CpuMemory::cpu), amounts.map(CpuMemory::memory));
    }

    /** The forecast of the last report. */
    Reading<ProdForecast> forecast() {
        return forecast;
    }

    /** Of that, what online pods have requested and are not expected to use. */
    Reading<CpuMemory> reclaimable() {
        return forecast.map(ProdForecast::reclaimable);
    }

    private void skip(String cause) {
        if (!cause.equals(lastProblem)) {
            log.warn("Does not report usage: {}", cause);
            lastProblem = cause;
        }
    }
}
