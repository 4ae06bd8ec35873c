package io.sublet.manager.kube.watch;

import java.time.Duration;
import java.util.Optional;

/** A list or watch that did not succeed. */
final class ApiFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int GONE = 410;

    private final int code;
    private final transient Optional<Duration> retryAfter;

    /** @param code of HTTP, or 0 without an answer */
    ApiFailure(int code, String cause, Optional<Duration> retryAfter) {
        super(cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Whether the version that was asked for is no more, so that only a new list helps. */
    boolean isGone() {
        return code == GONE;
    }

    /** Whether the API server does not know the kind at all. */
    boolean isUnknownKind() {
        return code == NOT_FOUND;
    }

    /** How long the API server asks to be left alone. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
