package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings as Kubernetes events. The name of an event follows from what it is about, so that the same warning is there once,
 * however many replicas give it and however often they start, until the API server forgets it.
 */
public final class EventWriter {
    private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

    /** The API server refuses longer notes. */
    private static final int LONGEST_NOTE = 1024;

    private static final int DIGEST_BYTES = 8;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Clock clock;
    private final String instance;

    /** @param instance which replica this is */
    public EventWriter(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.instance = instance;
    }

    /**
     * Publishes a warning, without waiting for the API server.
     *
     * @param about the object
     * @param reason in PascalCase
     * @param occasion what makes this warning another than one with the same reason about the same object
     */
    public void warn(ObjectReference about, String reason, String note, String occasion) {
        // Events about objects without a namespace live in "default", as Kubernetes' own do.
        String namespace = about.getNamespace() == null ? "default" : about.getNamespace();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withName(about.getName() + "." + digest(reason + " " + about.getKind() + " " + occasion))
                .withNamespace(namespace)
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withType("Warning")
                .withReason(reason)
                .withAction("Schedule")
                .withNote(note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE))
                .withReportingController("sublet.io/extender")
                .withReportingInstance(instance)
                .withRegarding(about)
                .build();
        Thread.ofVirtual().start(() -> publish(event));
    }

    private void publish(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                log.warn("event is not published reason={} cause={}", event.getReason(), e.getMessage());
            }
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
