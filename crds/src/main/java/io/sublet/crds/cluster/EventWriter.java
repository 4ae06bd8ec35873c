package io.sublet.crds.cluster;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings as Kubernetes events, each once, however many replicas give it and however often they start, until the API server
 * forgets it.
 */
public final class EventWriter {
    private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

    private final KubernetesClient client;
    private final Clock clock;
    private final WarningEvent.Reporter reporter;

    public EventWriter(KubernetesClient client, Clock clock, WarningEvent.Reporter reporter) {
        this.client = client;
        this.clock = clock;
        this.reporter = reporter;
    }

    /**
     * Publishes a warning, without waiting for the API server.
     *
     * @param occasion what makes this warning another than one with the same reason about the same object
     */
    public void warn(WarningEvent warning, String occasion) {
        Event event = warning.once(reporter, clock.instant(), occasion);
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
}
