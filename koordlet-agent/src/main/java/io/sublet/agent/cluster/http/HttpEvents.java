package io.sublet.agent.cluster.http;

import io.sublet.agent.cluster.Events;
import io.sublet.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Events by the core API, in the object's namespace, or in {@code default} for one without; sent by the outbox. */
final class HttpEvents implements Events {
    private static final int MAX_NOTE_BYTES = 1024;

    /** Events that are remembered as told; the oldest is forgotten first. */
    private static final int REMEMBERED = 100;

    private static final Logger log = LoggerFactory.getLogger(HttpEvents.class);

    private record Draft(About object, String type, String reason, String note) {
        /** Only of equal events the newer one replaces the one that waits. */
        String kind() {
            return String.join("\n", "event", object.kind(), object.namespace(), object.name(), type, reason, note);
        }
    }

    private final Outbox outbox;
    private final String nodeName;
    private final Set<Draft> told = new LinkedHashSet<>();

    HttpEvents(Outbox outbox, String nodeName) {
        this.outbox = outbox;
        this.nodeName = nodeName;
    }

    @Override
    public synchronized void warn(About object, String reason, String note) {
        Draft draft = new Draft(object, "Warning", reason, cut(note));
        if (!told.add(draft)) {
            return;
        }
        if (told.size() > REMEMBERED) {
            told.remove(told.iterator().next());
        }
        send(draft);
    }

    @Override
    public void tell(About object, String reason, String note) {
        send(new Draft(object, "Normal", reason, cut(note)));
    }

    private void send(Draft draft) {
        boolean taken = outbox.put(
                draft.kind(),
                new Outbox.Letter(
                        "POST",
                        "/api/v1/namespaces/" + namespace(draft) + "/events",
                        "application/json",
                        () -> Json.write(event(draft)).getBytes(StandardCharsets.UTF_8),
                        HttpEvents::came));
        if (!taken) {
            log.warn("Too much waits to be sent, drops an event: {}: {}", draft.reason, draft.note);
        }
    }

    private static String namespace(Draft draft) {
        return draft.object.namespace().isEmpty() ? "default" : draft.object.namespace();
    }

    private static void came(int status, String problem) {
        if (!problem.isEmpty()) {
            log.warn("Cannot send an event: {}", problem);
        }
    }

    private static String cut(String note) {
        byte[] bytes = note.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_NOTE_BYTES) {
            return note;
        }
        // Back to the first byte of a character, so that none is cut in two.
        int end = MAX_NOTE_BYTES;
        while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private Map<String, Object> event(Draft draft) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", draft.object.apiVersion());
        object.put("kind", draft.object.kind());
        if (!draft.object.namespace().isEmpty()) {
            object.put("namespace", draft.object.namespace());
        }
        object.put("name", draft.object.name());
        object.put("uid", draft.object.uid());
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("apiVersion", "v1");
        event.put("kind", "Event");
        event.put("metadata", Map.of("generateName", draft.object.name() + ".", "namespace", namespace(draft)));
        event.put("involvedObject", object);
        event.put("type", draft.type);
        event.put("reason", draft.reason);
        event.put("message", draft.note);
        event.put("source", Map.of("component", "sublet-agent", "host", nodeName));
        event.put("reportingComponent", "sublet.io/agent");
        event.put("reportingInstance", nodeName);
        event.put("firstTimestamp", now);
        event.put("lastTimestamp", now);
        event.put("count", 1);
        return event;
    }
}
