package io.sublet.extender.reply;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.IntStream;

/** The {@code HostPriorityList}. A host that is not in it scores 0. */
final class ScoreReply {
    private static final int BYTES_PER_NODE = 24;

    /** How an entry ends, by the scores that a scale can send. */
    private static final byte[][] ENDS = IntStream.rangeClosed(0, 100)
            .mapToObj(score -> (score + "}").getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private ScoreReply() {}

    /** Answers with the score, 0..100, of each node of the question. */
    static Answer of(Question question, int[] scores) {
        ReplyBuffer out = new ReplyBuffer(question.length() + scores.length * BYTES_PER_NODE + 2);
        for (int i = 0; i < scores.length; i++) {
            question.copyScoreEntry(i, out);
            out.add(ENDS[scores[i]]);
        }
        return new Answer(out.asList(), false, Map.of());
    }
}
