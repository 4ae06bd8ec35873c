package io.sublet.extender.reply;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.NameIndex;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The nodes of a snapshot by the names in a question. The scheduler's lists differ from pod to pod in where they begin and in
 * what is left out, and hardly in what follows what: so the node that followed last time is guessed, and one comparison of
 * bytes stands for finding the end of a name and looking it up. Holds the part of a reply that names a node, ready made.
 */
final class KnownNames {
    /** Knows none. */
    static final KnownNames NONE = new KnownNames(NameIndex.NONE);

    static final String BEFORE_NAME = ",{\"Host\":";
    static final String AFTER_NAME = ",\"Score\":";

    private final NameIndex index;

    /** For one row after another, its name as a JSON string between {@link #BEFORE_NAME} and {@link #AFTER_NAME}. */
    private final byte[] entries;

    /** Where the entry of each row begins, and behind the last one the end of all. */
    private final int[] starts;

    /**
     * The row that followed each row last time, and at the end the one that came first. Threads write it as they please: a
     * guess is always checked.
     */
    private final int[] followers;

    private KnownNames(NameIndex index) {
        this.index = index;
        List<String> names = index.names();
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        starts = new int[names.size() + 1];
        followers = new int[names.size() + 1];
        Arrays.setAll(followers, row -> row + 1 < names.size() ? row + 1 : 0);
        for (int row = 0; row < names.size(); row++) {
            written.writeBytes(BEFORE_NAME.getBytes(StandardCharsets.US_ASCII));
            written.writeBytes(ReplyBuffer.quoted(names.get(row)));
            written.writeBytes(AFTER_NAME.getBytes(StandardCharsets.US_ASCII));
            starts[row + 1] = written.size();
        }
        entries = written.toByteArray();
    }

    /** Those of an index; these, if they are. */
    KnownNames of(NameIndex wanted) {
        return wanted == index ? this : new KnownNames(wanted);
    }

    /** The row that is likely to follow one in a question, which may be {@link ClusterSnapshot#NO_ROW} at its beginning. */
    int likelyAfter(int row) {
        return followers.length == 1 ? ClusterSnapshot.NO_ROW : followers[place(row)];
    }

    /** Takes note that one row followed another. */
    void learn(int row, int follower) {
        if (follower != ClusterSnapshot.NO_ROW) {
            followers[place(row)] = follower;
        }
    }

    private int place(int row) {
        return row == ClusterSnapshot.NO_ROW ? followers.length - 1 : row;
    }

    /**
     * The byte after a row's name, quotes included, where it stands in a text.
     *
     * @param at where its opening quote would be
     * @param end of the text
     * @return negative if it does not stand there, or the row is none
     */
    int endOf(int row, byte[] text, int at, int end) {
        if (row == ClusterSnapshot.NO_ROW) {
            return -1;
        }
        int from = starts[row] + BEFORE_NAME.length();
        int to = starts[row + 1] - AFTER_NAME.length();
        int after = at + to - from;
        return after <= end && Arrays.equals(entries, from, to, text, at, after) ? after : -1;
    }

    /** The row of the name in the given bytes, without quotes; {@link ClusterSnapshot#NO_ROW} if it is not known. */
    int find(byte[] text, int from, int to) {
        return followers.length == 1 ? ClusterSnapshot.NO_ROW : index.find(text, from, to);
    }

    /** Opens the entry of a row, which is known, in a list of scores, with a comma before it, up to the score itself. */
    void copyEntry(int row, ReplyBuffer out) {
        out.add(entries, starts[row], starts[row + 1]);
    }
}
