package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.util.Optional;

/** A custom resource, of which the spec matters. */
final class SpecReader implements ItemReader<SpecReader.Spec> {
    /** The spec of one object; empty if it has none. */
    record Spec(String name, String uid, JsonObject spec) {}

    @Override
    public Item<Spec> read(JsonParser parser) throws IOException {
        JsonObject metadata = JsonObject.EMPTY;
        JsonObject spec = new JsonObject(JsonObject.EMPTY.fields(), "spec");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("metadata")) {
                metadata = JsonObject.of(Json.readValue(parser), field);
            } else if (field.equals("spec") && value == JsonToken.START_OBJECT) {
                spec = JsonObject.of(Json.readValue(parser), field);
            } else {
                parser.skipChildren();
            }
        }
        String name = metadata.string("name").orElse("");
        String uid = metadata.string("uid").orElse("");
        return new Item<>(
                name,
                metadata.string("resourceVersion").orElse(""),
                uid.isEmpty() ? Optional.empty() : Optional.of(new Spec(name, uid, spec)));
    }
}
