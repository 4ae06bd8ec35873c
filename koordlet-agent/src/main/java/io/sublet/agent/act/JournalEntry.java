package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    private static final String PROMISED = "promised";

    /** A line of the journal: a knob becomes held, or will be, or is released. */
    sealed interface Line {
        record Held(JournalEntry entry) implements Line {}

        record Promised(JournalEntry.Promise promise) implements Line {}

        record Released(KnobKey key) implements Line {}
    }

    /** What may stand in a knob by the agent's own hand; nothing if that is not known. */
    record Written(KnobKey key, List<KnobValue> values) {
        /**
         * Reads a line.
         *
         * @throws JsonException if it is none
         */
        static Written parse(String line) {
            JsonObject fields = Json.parseObject(line);
            KnobKey key = JournalEntry.key(fields);
            List<KnobValue> values = new ArrayList<>();
            for (String text : fields.strings("values")) {
                values.add(key.knob().parse(text).orElseThrow(() -> new JsonException("not of " + key + ": " + text)));
            }
            return new Written(key, values);
        }
    }

    /**
     * What a runtime was asked to give to a group that it is about to make.
     *
     * @param original the text that it would have given by itself
     * @param given the text that it is to give
     */
    record Promise(KnobKey key, String original, String given, String boot) {
        String line() {
            Map<String, Object> fields = fields(PROMISED, key);
            fields.put("value", original);
            fields.put("given", given);
            fields.put("boot", boot);
            return Json.write(fields);
        }
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
        fields.putAll(keyFields(key));
        return fields;
    }

    /** A map that may be added to. */
    static Map<String, Object> keyFields(KnobKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cgroup", key.cgroup().path());
        fields.put("knob", key.knob().name());
        return fields;
    }

    private static KnobKey key(JsonObject fields) {
        return new KnobKey(new CgroupPath(required(fields, "cgroup")), knob(required(fields, "knob")));
    }

    /**
     * Reads a line.
     *
     * @throws JsonException if it is none
     */
    static Line parse(String line) {
        JsonObject fields = Json.parseObject(line);
        KnobKey key = key(fields);
        return switch (required(fields, "is")) {
            case HELD ->
                new Line.Held(new JournalEntry(
                        key,
                        required(fields, "value"),
                        fields.integer("identity").orElseThrow(() -> new JsonException("no identity")),
                        required(fields, "boot")));
            case PROMISED ->
                new Line.Promised(new Promise(
                        key, required(fields, "value"), required(fields, "given"), required(fields, "boot")));
            case RELEASED -> new Line.Released(key);
            default -> throw new JsonException("neither held nor promised nor released");
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
