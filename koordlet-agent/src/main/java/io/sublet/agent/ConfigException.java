package io.sublet.agent;

/** A setting that cannot be used; the message names it and is fit for the person who wrote it. */
final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
