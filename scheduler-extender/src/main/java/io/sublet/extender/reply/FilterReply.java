package io.sublet.extender.reply;

import io.sublet.extender.rank.NodeVerdict;
import io.sublet.extender.rank.NodeVerdict.Refused;
import io.sublet.model.reason.ReasonCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code ExtenderFilterResult}. Refused nodes stand in {@code FailedNodes} if preemption may help, so that the scheduler
 * tries it, and in {@code FailedAndUnresolvableNodes} if it cannot. Names and objects of nodes are copied from the question as
 * they came.
 */
final class FilterReply {
    private static final int FRAME_BYTES = 256;

    private FilterReply() {}

    /** Every node passes. */
    static Answer passAll(Question question) {
        Arrays.fill(question.desk().verdicts(), NodeVerdict.PASS);
        return write(question, true);
    }

    /** Answers by the verdict on each node of the question, which is on its desk. */
    static Answer of(Question question) {
        return write(question, false);
    }

    private static Answer write(Question question, boolean bypassed) {
        NodeVerdict[] verdicts = question.desk().verdicts();
        Map<ReasonCode, Integer> counts = new HashMap<>();
        List<Refused> refused = new ArrayList<>();
        for (int i = 0; i < question.nodes(); i++) {
            if (verdicts[i] instanceof Refused no) {
                counts.merge(no.code(), 1, Integer::sum);
                refused.add(no);
            }
        }
        List<byte[]> texts = RefusalTexts.of(refused);
        ReplyBuffer out = question.desk().reply().expect(question.length() + FRAME_BYTES + bytes(texts));
        if (question.isNamesOnly()) {
            out.add("{\"Nodes\":null,\"NodeNames\":[");
            question.copyNodes(i -> verdicts[i] instanceof NodeVerdict.Pass, out);
            out.add("],");
        } else {
            out.add("{\"Nodes\":{\"metadata\":{},\"items\":[");
            question.copyNodes(i -> verdicts[i] instanceof NodeVerdict.Pass, out);
            out.add("]},\"NodeNames\":null,");
        }
        out.add("\"FailedNodes\":{");
        writeRefused(question, true, texts, out);
        out.add("},\"FailedAndUnresolvableNodes\":{");
        writeRefused(question, false, texts, out);
        out.add("},\"Error\":\"\"}");
        return new Answer(out, bypassed, counts);
    }

    /** Of all texts, each with what stands around it. */
    private static int bytes(List<byte[]> texts) {
        int bytes = 0;
        for (byte[] text : texts) {
            bytes += text.length + 2;
        }
        return bytes;
    }

    /** @param texts one for each refused node, in their order */
    private static void writeRefused(Question question, boolean resolvable, List<byte[]> texts, ReplyBuffer out) {
        NodeVerdict[] verdicts = question.desk().verdicts();
        String separator = "";
        int refused = 0;
        for (int i = 0; i < question.nodes(); i++) {
            if (verdicts[i] instanceof Refused no) {
                byte[] text = texts.get(refused++);
                if (no.resolvable() == resolvable) {
                    question.copyName(i, out.add(separator));
                    out.add(":").add(text);
                    separator = ",";
                }
            }
        }
    }
}
