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

    /** Answers with the score, 0..100, of each node of the question, which is on its desk. */
    static Answer of(Question question) {
        int[] scores = question.desk().scores();
        ReplyBuffer out = question.desk().reply().expect(question.length() + question.nodes() * BYTES_PER_NODE + 2);
        for (int i = 0; i < question.nodes(); i++) {
            question.copyScoreEntry(i, out);
            out.add(ENDS[scores[i]]);
        }
        return new Answer(out.asList(), false, Map.of());
    }
}
