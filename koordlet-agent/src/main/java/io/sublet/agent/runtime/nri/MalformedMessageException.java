package io.sublet.agent.runtime.nri;

import java.io.IOException;

/** What the other side has sent is not of the protocol. */
final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message);
    }
}
