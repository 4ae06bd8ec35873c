package io.sublet.protocol.json;

/** A document that is not JSON, or not of the expected shape; the message names the place and is fit for its author. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message);
    }
}
