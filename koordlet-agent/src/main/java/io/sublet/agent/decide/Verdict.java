package io.sublet.agent.decide;

import io.sublet.model.reason.Reason;
import java.util.List;

/** What one policy makes of an observation. */
public sealed interface Verdict {
    String policy();

    Reason reason();

    /** Something is to change. */
    record Act(String policy, List<Action> actions, Reason reason) implements Verdict {
        public Act {
            actions = List.copyOf(actions);
        }
    }

    /** Nothing is to change. */
    record Hold(String policy, Reason reason) implements Verdict {}
}
