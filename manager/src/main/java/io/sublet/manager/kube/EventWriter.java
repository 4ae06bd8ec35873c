package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.manager.reconcile.WarningSink;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.model.reason.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/** Warnings as Kubernetes events. The same one about the same object is published again only after a while. */
public final class EventWriter implements WarningSink, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventWriter.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);
    /** In bytes of UTF-8; the API server refuses longer notes. */
    private static final int LONGEST_NOTE = 1024;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final ManagerMetrics metrics;
    private final Clock clock;
    private final String instance;
    private final Map<String, Instant> published = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("events").daemon().factory());

    public EventWriter(KubernetesClient client, ManagerMetrics metrics, Clock clock, String instance) {
        this.client = client;
        this.metrics = metrics;
        this.clock = clock;
        this.instance = instance;
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
        // Events about objects without a namespace live in "default", as Kubernetes' own do.
        String namespace = subject.namespace().isEmpty() ? "default" : subject.namespace();
        return new EventBuilder()
                .withNewMetadata()
                .withGenerateName(subject.name() + "-")
                .withNamespace(namespace)
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withType("Warning")
                .withReason(reason.code().name())
                .withAction("Reconcile")
                .withNote(shortened(reason.text()))
                .withReportingController("sublet.io/manager")
                .withReportingInstance(instance)
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(subject.apiVersion())
                        .withKind(subject.kind())
                        .withNamespace(subject.namespace().isEmpty() ? null : subject.namespace())
                        .withName(subject.name())
                        .build())
                .build();
    }

    static String shortened(String note) {
        byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= LONGEST_NOTE) {
            return note;
        }
        int end = LONGEST_NOTE;
        // Bytes that begin with the bits 10 continue a character.
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
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
