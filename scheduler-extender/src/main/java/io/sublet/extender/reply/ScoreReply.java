package io.sublet.extender.reply;

import java.util.Map;
import java.util.stream.IntStream;

/** The {@code HostPriorityList}. A host that is not in it scores 0. */
final class ScoreReply {
    private static final int BYTES_PER_NODE = 24;

    /** The scores that a scale can send, as text made once. */
    private static final String[] TEXTS =
            IntStream.rangeClosed(0, 100).mapToObj(Integer::toString).toArray(String[]::new);

    private ScoreReply() {}

    /** Answers with the score, 0..100, of each node of the question. */
    static Answer of(Question question, int[] scores) {
        ReplyBuffer out = new ReplyBuffer(question.length() + scores.length * BYTES_PER_NODE + 2);
        String open = "[{\"Host\":";
        for (int i = 0; i < scores.length; i++) {
            question.copyName(i, out.add(open));
            out.add(",\"Score\":").add(TEXTS[scores[i]]).add("}");
            open = ",{\"Host\":";
        }
        out.add(scores.length == 0 ? "[]" : "]");
        return new Answer(out, false, Map.of());
    }
}
