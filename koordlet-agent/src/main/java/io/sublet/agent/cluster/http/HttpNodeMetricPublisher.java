package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.NodeMetricPublisher;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.protocol.NodeMetricDocument;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reports as merge patches of the status, on a thread of its own. A report that cannot be sent is not repeated: the
 * next one is newer. Merge patches need no version, so nothing has to be read first.
 */
public final class HttpNodeMetricPublisher implements NodeMetricPublisher, Runnable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(HttpNodeMetricPublisher.class);

    private final ApiClient client;
    private final String path;
    private final ArrayDeque<NodeUsageReport> mailbox = new ArrayDeque<>(1);
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private String lastProblem = "";

    HttpNodeMetricPublisher(ApiClient client, String nodeName) {
        this.client = client;
        this.path = "/apis/" + ApiCluster.SLO_GROUP + "/nodemetrics/" + nodeName + "/status";
    }

    @Override
    public void publish(NodeUsageReport report) {
        synchronized (mailbox) {
            mailbox.clear();
            mailbox.add(report);
            mailbox.notifyAll();
        }
    }

    public long sent() {
        return sent.get();
    }

    public long failed() {
        return failed.get();
    }

    @Override
    public void run() {
        try {
            while (true) {
                send(next());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private NodeUsageReport next() throws InterruptedException {
        synchronized (mailbox) {
            while (mailbox.isEmpty()) {
                mailbox.wait();
            }
            return mailbox.remove();
        }
    }

    private void send(NodeUsageReport report) {
        byte[] patch = Json.write(NodeMetricDocument.statusPatch(report)).getBytes(StandardCharsets.UTF_8);
        try (ApiClient.Response response = client.send("PATCH", path, "application/merge-patch+json", patch, TIMEOUT)) {
            if (response.isSuccess()) {
                sent.incrementAndGet();
                if (!lastProblem.isEmpty()) {
                    log.info("Reports usage again");
                    lastProblem = "";
                }
            } else if (response.status() == HttpURLConnection.HTTP_NOT_FOUND) {
                failed("NodeMetric does not exist");
            } else {
                failed("HTTP " + response.status() + " " + response.excerpt());
            }
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        }
    }

    private void failed(String problem) {
        failed.incrementAndGet();
        if (!problem.equals(lastProblem)) {
            log.warn("Cannot report usage: {}", problem);
            lastProblem = problem;
        }
    }
}
