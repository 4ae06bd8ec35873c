package io.sublet.webhook.certificate;

/** What somebody has to put right before anything can be served, as one sentence that says how. Looked at again later. */
public final class CannotServe extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CannotServe(String sentence) {
        super(sentence, null, false, false);
    }

    /** What is missing and how to get it. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
