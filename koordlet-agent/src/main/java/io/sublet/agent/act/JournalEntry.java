package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The original value of one knob.
 *
 * @param text the file's text before the first change
 * @param identity the group's inode, which its successor of the same name does not have
 * @param boot the machine's boot, since inodes start anew with it
 */
record JournalEntry(KnobKey key, String text, long identity, String boot) {
    private static final String HELD = "held";
    private static final String RELEASED = "released";

    /** A line of the journal: a knob becomes held, or is released. */
    sealed interface Line {
        record Held(JournalEntry entry) implements Line {}

        record Released(KnobKey key) implements Line {}
    }

    String heldLine() {
        Map<String, Object> fields = fields(HELD, key);
        fields.put("value", text);
        fields.put("identity", identity);
        fields.put("boot", boot);
        return Json.write(fields);
    }

    static String releasedLine(KnobKey key) {
        return Json.write(fields(RELEASED, key));
    }

    private static Map<String, Object> fields(String kind, KnobKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("is", kind);
        fields.put("cgroup", key.cgroup().path());
        fields.put("knob", key.knob().name());
        return fields;
    }

    /**
     * Reads a line.
     *
     * @throws JsonException if it is none
     */
    static Line parse(String line) {
        JsonObject fields = Json.parseObject(line);
        KnobKey key = new KnobKey(new CgroupPath(required(fields, "cgroup")), knob(required(fields, "knob")));
        return switch (required(fields, "is")) {
            case HELD ->
                new Line.Held(new JournalEntry(
                        key,
                        required(fields, "value"),
                        fields.integer("identity").orElseThrow(() -> new JsonException("no identity")),
                        required(fields, "boot")));
            case RELEASED -> new Line.Released(key);
            default -> throw new JsonException("neither held nor released");
        };
    }

    private static Knob knob(String name) {
        for (Knob knob : Knob.values()) {
            if (knob.name().equals(name)) {
                return knob;
            }
        }
        throw new JsonException("no knob " + name);
    }

    private static String required(JsonObject fields, String name) {
        return fields.string(name).orElseThrow(() -> new JsonException("no " + name));
    }
}
