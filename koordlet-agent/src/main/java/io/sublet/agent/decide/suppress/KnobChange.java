package io.sublet.agent.decide.suppress;

import io.sublet.agent.decide.Action;
import io.sublet.model.reason.Reason;
import java.util.List;

/** What is to change on one knob of the tier; no actions mean that it stays, for the reason given. */
record KnobChange(List<Action> actions, Reason reason) {}
