package io.sublet.extender.reply;

import io.sublet.extender.rank.NodeVerdict;

/**
 * What lies before whoever answers a question: the nodes that it asks about, a place for each one's verdict or score, and the
 * reply. For one question at a time; its arrays stay for the next, because they are large beside everything else.
 */
final class Desk {
    private final AskedNodes nodes = new AskedNodes();
    private final Slices objects = new Slices();
    private final ReplyBuffer reply = new ReplyBuffer();
    private NodeVerdict[] verdicts = {};
    private int[] scores = {};

    /** Forgets the question before. */
    void clear() {
        nodes.clear();
        objects.clear();
        reply.clear();
    }

    /** The nodes of the question. */
    AskedNodes nodes() {
        return nodes;
    }

    /** Where each node's object stands in the question; of a question with names only, none. */
    Slices objects() {
        return objects;
    }

    /** What was added to it so far. */
    ReplyBuffer reply() {
        return reply;
    }

    /** Room for a verdict on each node, and more behind them; with those on the nodes of another question in it. */
    NodeVerdict[] verdicts() {
        if (verdicts.length < nodes.size()) {
            verdicts = new NodeVerdict[nodes.size()];
        }
        return verdicts;
    }

    /** The same for scores. */
    int[] scores() {
        if (scores.length < nodes.size()) {
            scores = new int[nodes.size()];
        }
        return scores;
    }
}
