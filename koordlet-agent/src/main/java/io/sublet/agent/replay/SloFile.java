package io.sublet.agent.replay;

import io.sublet.model.slo.NodeSlo;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;

/** A NodeSLO in a file: the object as kubectl prints it, as JSON or YAML, or its spec alone. */
public final class SloFile {
    private SloFile() {}

    /**
     * Reads the text.
     *
     * @throws JsonException if it cannot be used, with the reason
     */
    public static NodeSlo parse(String text) {
        JsonObject document = JsonObject.of(PlainYaml.parse(text), "");
        JsonObject spec = document.object("spec").orElse(document);
        return switch (NodeSloDocument.parse(spec)) {
            case Parsed.Valid<NodeSlo>(NodeSlo slo) -> slo;
            case Parsed.Invalid<NodeSlo>(String why) -> throw new JsonException(why);
            case Parsed.Absent<NodeSlo>() -> NodeSlo.DEFAULT;
        };
    }
}
