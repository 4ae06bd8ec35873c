package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sublet.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** The {@code HostPriorityList}. A host that is not in it scores 0. */
final class ScoreReply {
    private static final int BYTES_PER_NODE = 48;

    private ScoreReply() {}

    /** No score for anybody. */
    static Answer none() {
        return of(List.of(), new int[0], true);
    }

    static Answer of(List<String> names, int[] scores) {
        return of(names, scores, false);
    }

    private static Answer of(List<String> names, int[] scores, boolean bypassed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(scores.length * BYTES_PER_NODE + 16);
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            json.writeStartArray();
            for (int i = 0; i < scores.length; i++) {
                json.writeStartObject();
                json.writeStringField("Host", names.get(i));
                json.writeNumberField("Score", scores[i]);
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Answer(out, bypassed, Map.of());
    }
}
