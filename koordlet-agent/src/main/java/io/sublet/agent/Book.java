package io.sublet.agent;

import io.sublet.agent.decide.PolicyBook;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.Observation;
import java.util.List;

/** Keeps the memory of a book of rules from one tick to the next. */
final class Book<M> {
    private final PolicyBook<M> rules;
    private M memory;

    Book(PolicyBook<M> rules) {
        this.rules = rules;
        this.memory = rules.start();
    }

    List<Verdict> decide(Observation seen) {
        PolicyBook.Page<M> page = rules.decide(seen, memory);
        memory = page.memory();
        return page.verdicts();
    }
}
