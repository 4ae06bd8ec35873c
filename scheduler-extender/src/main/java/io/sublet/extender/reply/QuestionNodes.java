package io.sublet.extender.reply;

import java.util.List;

/**
 * The nodes that a question is about.
 *
 * @param names in the order of the question
 * @param objects where each node's object lies in the question's body; empty when names alone were sent
 * @param namesOnly whether names alone were sent
 */
record QuestionNodes(List<String> names, List<Slice> objects, boolean namesOnly) {
    /** A run of bytes. */
    record Slice(int from, int to) {}

    QuestionNodes {
        if (!namesOnly && objects.size() != names.size()) {
            throw new IllegalArgumentException(names.size() + " names for " + objects.size() + " objects");
        }
    }
}
