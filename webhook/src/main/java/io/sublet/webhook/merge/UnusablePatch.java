package io.sublet.webhook.merge;

/** A strategic merge patch that contradicts itself or its schema; the message is one clause that names the member. */
public final class UnusablePatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusablePatch(String why) {
        super(why);
    }
}
