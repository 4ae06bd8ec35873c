package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A custom resource as a whole, but for the record of who wrote which field. */
final class TreeReader implements ItemReader<JsonObject> {
    @Override
    public Item<JsonObject> read(JsonParser parser) throws IOException {
        JsonObject object = JsonObject.of(Json.readValue(parser), "");
        JsonObject metadata = object.objectOrEmpty("metadata");
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(metadata.fields());
        fields.remove("managedFields");
        Map<String, @Nullable Object> kept = new LinkedHashMap<>(object.fields());
        kept.put("metadata", fields);
        String name = metadata.string("name").orElse("");
        return new Item<>(
                name,
                metadata.string("resourceVersion").orElse(""),
                name.isEmpty() ? Optional.empty() : Optional.of(new JsonObject(kept, "")));
    }
}
