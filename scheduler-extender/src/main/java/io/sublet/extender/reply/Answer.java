package io.sublet.extender.reply;

import io.sublet.model.reason.ReasonCode;
import java.util.Map;

/** What goes back to the scheduler, and what it says in numbers. */
public final class Answer {
    private final Body body;
    private final boolean bypassed;
    private final Map<ReasonCode, Integer> refused;

    Answer(ReplyBuffer body, boolean bypassed, Map<ReasonCode, Integer> refused) {
        this.body = body.toBody();
        this.bypassed = bypassed;
        this.refused = Map.copyOf(refused);
    }

    /** An empty list: of scores, none. The pod is none of ours. */
    public static Answer none() {
        return new Answer(new ReplyBuffer(2).add("[]"), true, Map.of());
    }

    /** JSON, not to be changed. */
    public Body body() {
        return body;
    }

    /** Whether the pod was none of ours, so that it passed untouched. */
    public boolean bypassed() {
        return bypassed;
    }

    /** Refused nodes by reason. */
    public Map<ReasonCode, Integer> refused() {
        return refused;
    }
}
