package io.sublet.cli.config;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;

/** The data of a ConfigMap that somebody has written down. */
public final class ConfigFile {
    private ConfigFile() {}

    /**
     * From the whole object, or from its data alone.
     *
     * @param name of the file, for messages
     */
    public static Map<String, String> data(JsonObject document, String name) {
        boolean isObject =
                document.fields().containsKey("kind") || document.fields().containsKey("data");
        try {
            if (isObject && !document.string("kind").orElse("ConfigMap").equals("ConfigMap")) {
                throw new Failure(
                        Exit.USAGE, name + " is a " + document.string("kind").orElse("") + ", and no ConfigMap");
            }
            return isObject
                    ? document.textMap("data")
                    : new JsonObject(Map.of("data", document.fields()), "").textMap("data");
        } catch (JsonException e) {
            throw new Failure(Exit.USAGE, name + ": " + e.getMessage() + "; each key holds a document as text");
        }
    }
}
