package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.crds.cluster.WarningEvent;
import io.sublet.manager.reconcile.WarningSink;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.model.reason.Reason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Warnings as Kubernetes events. The same one about the same object is published again only after a while. */
public final class EventWriter implements WarningSink, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventWriter.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final ManagerMetrics metrics;
    private final Clock clock;
    private final WarningEvent.Reporter reporter;
    private final Map<String, Instant> published = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("events").daemon().factory());

    public EventWriter(KubernetesClient client, ManagerMetrics metrics, Clock clock, String instance) {
        this.client = client;
        this.metrics = metrics;
        this.clock = clock;
        this.reporter = new WarningEvent.Reporter("sublet.io/manager", instance, "Reconcile");
    }

    @Override
    public void warn(Subject subject, Reason reason) {
        Instant now = clock.instant();
        String key = subject + " " + reason.code().name() + " " + reason.text();
        Instant before = published.put(key, now);
        if (before != null && Duration.between(before, now).compareTo(SILENCE) < 0) {
            published.put(key, before);
            return;
        }
        published.values().removeIf(at -> Duration.between(at, now).compareTo(SILENCE) >= 0);
        LOG.warnf("%s %s: %s", subject.kind(), subject.name(), reason);
        executor.execute(() -> publish(event(subject, reason, now)));
    }

    private Event event(Subject subject, Reason reason, Instant now) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion(subject.apiVersion())
                .withKind(subject.kind())
                .withNamespace(subject.namespace().isEmpty() ? null : subject.namespace())
                .withName(subject.name())
                .build();
        return new WarningEvent(about, reason.code().name(), reason.text()).again(reporter, now, distinction());
    }

    private static String distinction() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private void publish(Event event) {
        try {
            client.resource(event).create();
            metrics.event("published");
        } catch (KubernetesClientException e) {
            metrics.event("failed");
            LOG.warnf("The event %s could not be published: %s", event.getReason(), e.getMessage());
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
