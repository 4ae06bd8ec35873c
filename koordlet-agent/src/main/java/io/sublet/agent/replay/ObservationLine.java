package io.sublet.agent.replay;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sublet.agent.observe.Observation;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** One observation as a line of text: its time for people, the version of its form, and all of it, deflated. */
public final class ObservationLine {
    private static final String SCHEMA = RecordCodec.schema(Observation.class);

    /** No observation is longer, not even of the fullest node. */
    private static final int MOST_BYTES = 64 << 20;

    private ObservationLine() {}

    public static String render(Observation seen) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (JsonGenerator json = Json.factory().createGenerator(new DeflaterOutputStream(packed))) {
            new RecordWriter(json).write(seen, Observation.class);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", seen.moment().at().toString());
        line.put("schema", SCHEMA);
        line.put("seen", Base64.getEncoder().encodeToString(packed.toByteArray()));
        return Json.write(line);
    }

    /**
     * Reads a line.
     *
     * @throws JsonException if it is none, or was written by an agent with another idea of an observation
     */
    public static Observation parse(String line) {
        JsonObject fields = Json.parseObject(line);
        String schema = fields.string("schema").orElse("");
        if (!schema.equals(SCHEMA)) {
            throw new JsonException(
                    "written by another version of the agent: its form is " + schema + ", ours " + SCHEMA);
        }
        byte[] packed;
        try {
            packed = Base64.getDecoder().decode(fields.string("seen").orElse(""));
        } catch (IllegalArgumentException e) {
            throw new JsonException("not an observation: " + e.getMessage());
        }
        try (InflaterInputStream inflater = new InflaterInputStream(new ByteArrayInputStream(packed))) {
            String json = new String(inflater.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
            if (RecordCodec.read(Json.parse(json), Observation.class) instanceof Observation seen) {
                return seen;
            }
            throw new JsonException("not an observation");
        } catch (IOException e) {
            throw new JsonException("not an observation: " + e.getMessage());
        }
    }
}
