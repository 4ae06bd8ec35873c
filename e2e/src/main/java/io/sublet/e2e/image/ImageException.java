package io.sublet.e2e.image;

/** An image cannot be made from what is there; the message is one line for a person. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure that needs no cause to be understood. */
    public ImageException(String message) {
        super(message);
    }

    /** A failure whose cause belongs in the stack trace of a test. */
    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
