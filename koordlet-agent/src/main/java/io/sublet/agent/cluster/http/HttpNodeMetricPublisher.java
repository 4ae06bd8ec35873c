package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.NodeMetricPublisher;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.json.Json;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends reports as merge patches of the status. These need no version, so nothing has to be read first. */
public final class HttpNodeMetricPublisher implements NodeMetricPublisher {
    private static final Logger log = LoggerFactory.getLogger(HttpNodeMetricPublisher.class);

    private final Outbox outbox;
    private final String path;
    private final CountDownLatch first = new CountDownLatch(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private String lastProblem = "";

    HttpNodeMetricPublisher(Outbox outbox, String nodeName) {
        this.outbox = outbox;
        this.path = "/apis/" + ApiCluster.SLO_GROUP + "/nodemetrics/" + nodeName + "/status";
    }

    @Override
    public void publish(NodeUsageReport report) {
        boolean taken = outbox.put(
                "nodemetric",
                new Outbox.Letter(
                        "PATCH",
                        path,
                        "application/merge-patch+json",
                        () -> Json.write(NodeMetricDocument.statusPatch(report)).getBytes(StandardCharsets.UTF_8),
                        this::came));
        if (!taken) {
            failed.incrementAndGet();
        }
    }

    public long sent() {
        return sent.get();
    }

    public long failed() {
        return failed.get();
    }

    /** Waits until a report was answered for the first time, or so long. */
    void awaitFirst(Duration atMost) {
        try {
            if (!first.await(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
                log.debug("No report within {}", atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void came(int status, String answer) {
        first.countDown();
        if (answer.isEmpty()) {
            sent.incrementAndGet();
            if (!lastProblem.isEmpty()) {
                log.info("Reports usage again");
            }
            lastProblem = "";
            return;
        }
        failed.incrementAndGet();
        String problem = status == HttpURLConnection.HTTP_NOT_FOUND ? "NodeMetric does not exist" : answer;
        if (!problem.equals(lastProblem)) {
            log.warn("Cannot report usage: {}", problem);
            lastProblem = problem;
        }
    }
}
