package io.sublet.cli.api;

/** What came of a request. */
public sealed interface Answer {
    /** Somebody has answered: the API server, or a pod behind it. */
    record Replied(int code, String body) implements Answer {
        public boolean isOk() {
            return code >= 200 && code < 300;
        }
    }

    /**
     * There is no answer.
     *
     * @param cause one clause
     */
    record Silent(String cause) implements Answer {}
}
