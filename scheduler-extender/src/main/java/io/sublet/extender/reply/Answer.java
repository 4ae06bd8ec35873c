package io.sublet.extender.reply;

import io.sublet.model.reason.ReasonCode;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** What goes back to the scheduler, and what it says in numbers. */
public final class Answer {
    private final Body body;
    private final boolean bypassed;
    private final Map<ReasonCode, Integer> refused;
    private final Runnable afterwards;
    private final AtomicBoolean done = new AtomicBoolean();

    private Answer(Body body, boolean bypassed, Map<ReasonCode, Integer> refused, Runnable afterwards) {
        this.body = body;
        this.bypassed = bypassed;
        this.refused = Map.copyOf(refused);
        this.afterwards = afterwards;
    }

    Answer(ReplyBuffer body, boolean bypassed, Map<ReasonCode, Integer> refused) {
        this(body.toBody(), bypassed, refused, () -> {});
    }

    /** An empty list: of scores, none. The pod is none of ours. */
    public static Answer none() {
        return new Answer(new ReplyBuffer().add("[]"), true, Map.of());
    }

    /** The same answer. What it was made with goes back to where it was taken from as soon as nobody needs the body. */
    Answer from(Desks desks, Desk desk) {
        return new Answer(body, bypassed, refused, () -> desks.giveBack(desk));
    }

    /** JSON, not to be changed, and not to be read after {@link #done}. */
    public Body body() {
        return body;
    }

    /**
     * Says that nobody needs the body any more: its array may be used for another answer. An answer that never gets here
     * costs its memory, nothing else.
     */
    public void done() {
        if (!done.getAndSet(true)) {
            afterwards.run();
        }
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
