package io.sublet.crds.cluster;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.sublet.protocol.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A warning about an object, as a Kubernetes event that the API server takes.
 *
 * @param about the object
 * @param reason in PascalCase
 * @param note for a person
 */
public record WarningEvent(ObjectReference about, String reason, String note) {
    /** In bytes of UTF-8; the API server refuses longer notes. */
    private static final int LONGEST_NOTE = 1024;
    /** The API server refuses longer names. */
    private static final int LONGEST_NAME = 253;

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /**
     * Who warns.
     *
     * @param controller by its qualified name
     * @param instance which replica
     * @param action what it did or failed to do, in PascalCase
     */
    public record Reporter(String controller, String instance, String action) {}

    /** The event, under a name that follows from what it is about, so that the same warning is there once. */
    public Event once(Reporter reporter, Instant now, String occasion) {
        String digest = "." + Fingerprint.of(reason + " " + about.getKind() + " " + about.getName() + " " + occasion);
        return event(reporter, now, beginning(LONGEST_NAME - digest.length()) + digest);
    }

    /** The event, under a name that no other has, however often the same warning is given. */
    public Event again(Reporter reporter, Instant now, String distinction) {
        String end = "." + distinction;
        return event(reporter, now, beginning(LONGEST_NAME - end.length()) + end);
    }

    /** Of the object's name; what is cut must end like a name. */
    private String beginning(int longest) {
        String name = about.getName();
        return name.length() <= longest ? name : name.substring(0, longest).replaceAll("[^a-z0-9]+$", "");
    }

    private Event event(Reporter reporter, Instant now, String name) {
        // Events about objects without a namespace live in "default", as Kubernetes' own do.
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(Optional.ofNullable(about.getNamespace()).orElse("default"))
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(now)))
                .withType("Warning")
                .withReason(reason)
                .withAction(reporter.action)
                .withNote(shortened(note))
                .withReportingController(reporter.controller)
                .withReportingInstance(reporter.instance)
                .withRegarding(about)
                .build();
    }

    private static String shortened(String note) {
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
}
