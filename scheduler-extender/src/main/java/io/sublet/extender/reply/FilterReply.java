package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonGenerator;
import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.RefusalCode;
import io.sublet.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The {@code ExtenderFilterResult}. Refused nodes stand in {@code FailedNodes}, so that the scheduler may try preemption;
 * {@code FailedAndUnresolvableNodes} stays empty because load goes away by itself.
 */
final class FilterReply {
    /**
     * With more refused nodes than this the texts give bands, because the scheduler's event counts equal texts and shows
     * each different one.
     */
    static final int MAX_EXACT_TEXTS = 10;

    /** Rough bytes of a name in the reply, to size its buffer. */
    private static final int BYTES_PER_NODE = 32;

    private FilterReply() {}

    /** Every node passes. */
    static Answer passAll(Question question) {
        return write(question, new NodeVerdict[question.nodes().names().size()], true);
    }

    /** Answers by the verdict on each node of the question. */
    static Answer of(Question question, IntFunction<NodeVerdict> verdictOf) {
        NodeVerdict[] verdicts = new NodeVerdict[question.nodes().names().size()];
        for (int i = 0; i < verdicts.length; i++) {
            verdicts[i] = verdictOf.apply(i);
        }
        return write(question, verdicts, false);
    }

    private static Answer write(Question question, NodeVerdict[] verdicts, boolean bypassed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(verdicts.length * BYTES_PER_NODE + 128);
        Map<RefusalCode, Integer> refused = new EnumMap<>(RefusalCode.class);
        int count = 0;
        for (NodeVerdict verdict : verdicts) {
            if (verdict instanceof NodeVerdict.Refused no) {
                refused.merge(no.code(), 1, Integer::sum);
                count++;
            }
        }
        try (JsonGenerator json = Json.factory().createGenerator(out)) {
            json.writeStartObject();
            if (question.nodes().namesOnly()) {
                json.writeNullField("Nodes");
                writeNames(json, question.nodes().names(), verdicts);
            } else {
                writeObjects(json, out, question, verdicts);
                json.writeNullField("NodeNames");
            }
            writeRefusals(json, question.nodes().names(), verdicts, count <= MAX_EXACT_TEXTS);
            json.writeObjectFieldStart("FailedAndUnresolvableNodes");
            json.writeEndObject();
            json.writeStringField("Error", "");
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return new Answer(out, bypassed, refused);
    }

    private static void writeNames(JsonGenerator json, List<String> names, NodeVerdict[] verdicts) throws IOException {
        json.writeArrayFieldStart("NodeNames");
        for (int i = 0; i < verdicts.length; i++) {
            if (!(verdicts[i] instanceof NodeVerdict.Refused)) {
                json.writeString(names.get(i));
            }
        }
        json.writeEndArray();
    }

    private static void writeObjects(
            JsonGenerator json, ByteArrayOutputStream out, Question question, NodeVerdict[] verdicts)
            throws IOException {
        json.writeObjectFieldStart("Nodes");
        json.writeObjectFieldStart("metadata");
        json.writeEndObject();
        json.writeFieldName("items");
        json.writeRawValue("[");
        json.flush();
        boolean first = true;
        for (int i = 0; i < verdicts.length; i++) {
            if (!(verdicts[i] instanceof NodeVerdict.Refused)) {
                if (!first) {
                    out.write(',');
                }
                question.copyObject(i, out);
                first = false;
            }
        }
        out.write(']');
        json.writeEndObject();
    }

    private static void writeRefusals(JsonGenerator json, List<String> names, NodeVerdict[] verdicts, boolean exact)
            throws IOException {
        json.writeObjectFieldStart("FailedNodes");
        for (int i = 0; i < verdicts.length; i++) {
            if (verdicts[i] instanceof NodeVerdict.Refused no) {
                json.writeStringField(names.get(i), exact ? no.text() : no.bandText());
            }
        }
        json.writeEndObject();
    }
}
