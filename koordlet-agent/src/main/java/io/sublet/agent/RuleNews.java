package io.sublet.agent;

import io.sublet.agent.cluster.Mode;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.decide.watermark.RuleBook;
import io.sublet.agent.decide.watermark.Standing;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Tells by events about the Node when a rule of the operator takes effect and when it ends. */
final class RuleNews {
    private static final String PREFIX = RuleBook.NAME + "/";

    private final Announcer announcer;
    private Set<String> before = Set.of();

    RuleNews(Announcer announcer) {
        this.announcer = announcer;
    }

    /** @param verdicts of a tick, of which those of rules count */
    void tell(List<Verdict> verdicts, Mode mode) {
        Set<String> now = new TreeSet<>();
        for (Verdict verdict : verdicts) {
            if (verdict.policy().startsWith(PREFIX)
                    && verdict.reason().facts().get(RuleBook.STATE) instanceof Standing state
                    && state.isInForce()) {
                String rule = verdict.policy().substring(PREFIX.length());
                now.add(rule);
                if (!before.contains(rule)) {
                    String only = mode == Mode.ENFORCE ? "" : " The node is only observed.";
                    announcer.warn(
                            "RuleInForce",
                            "Rule " + rule + ": " + verdict.reason().text() + only);
                }
            }
        }
        for (String rule : before) {
            if (!now.contains(rule)) {
                announcer.tell("RuleEnded", "Rule " + rule + " is no longer in force.");
            }
        }
        before = now;
    }
}
