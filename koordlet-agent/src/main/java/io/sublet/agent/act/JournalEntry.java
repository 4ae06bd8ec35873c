package io.sublet.agent.act;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
    private static final Set<String> KINDS = Set.of(HELD, RELEASED, PROMISED);

    /** A line of the journal: a knob becomes held, or will be, or is released; or it is a later version's. */
    sealed interface Line {
        record Held(JournalEntry entry) implements Line {}

        record Promised(JournalEntry.Promise promise) implements Line {}

        record Released(KnobKey key) implements Line {}

        /**
         * What this version cannot read though it is whole.
         *
         * @param released whether it says that nothing of that name is held any more
         */
        record Later(LaterLines.Name name, String boot, boolean released) implements Line {}
    }

    /** What may stand in a knob by the agent's own hand; nothing if that is not known. */
    record Written(KnobKey key, List<KnobValue> values) {
        /**
         * Reads a line.
         *
         * @throws JsonException if it is none, or one of another version
         */
        static Written parse(JsonObject fields) {
            KnobKey key = JournalEntry.key(fields).orElseThrow(() -> new JsonException("of another version's knob"));
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

    /** The name that a line has, whether or not this version knows the knob. */
    static LaterLines.Name name(JsonObject fields) {
        return new LaterLines.Name(new CgroupPath(required(fields, "cgroup")).path(), required(fields, "knob"));
    }

    static boolean isKnown(LaterLines.Name name) {
        return Arrays.stream(Knob.values()).anyMatch(knob -> knob.name().equals(name.knob()));
    }

    static LaterLines.Name name(KnobKey key) {
        return new LaterLines.Name(key.cgroup().path(), key.knob().name());
    }

    /** Empty for a knob that this version does not know. */
    private static Optional<KnobKey> key(JsonObject fields) {
        LaterLines.Name name = name(fields);
        return Arrays.stream(Knob.values())
                .filter(knob -> knob.name().equals(name.knob()))
                .findFirst()
                .map(knob -> new KnobKey(new CgroupPath(name.cgroup()), knob));
    }

    /**
     * Reads a line.
     *
     * @throws JsonException if it is none
     */
    static Line parse(String line) {
        JsonObject fields = Json.parseObject(line);
        String kind = required(fields, "is");
        Optional<KnobKey> known = key(fields);
        if (known.isEmpty() || !KINDS.contains(kind)) {
            return later(fields, kind);
        }
        KnobKey key = known.get();
        return switch (kind) {
            case HELD -> {
                String text = required(fields, "value");
                yield key.knob().parse(text).isEmpty()
                        ? later(fields, kind)
                        : new Line.Held(new JournalEntry(
                                key,
                                text,
                                fields.integer("identity").orElseThrow(() -> new JsonException("no identity")),
                                required(fields, "boot")));
            }
            case PROMISED ->
                new Line.Promised(new Promise(
                        key, required(fields, "value"), required(fields, "given"), required(fields, "boot")));
            default -> new Line.Released(key);
        };
    }

    private static Line later(JsonObject fields, String kind) {
        boolean released = kind.equals(RELEASED);
        return new Line.Later(name(fields), released ? "" : required(fields, "boot"), released);
    }

    private static String required(JsonObject fields, String name) {
        return fields.string(name).orElseThrow(() -> new JsonException("no " + name));
    }
}
