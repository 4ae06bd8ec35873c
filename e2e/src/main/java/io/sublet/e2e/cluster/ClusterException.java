package io.sublet.e2e.cluster;

/** Something about the machine or the input keeps a cluster from working; the message is one line for a person. */
public final class ClusterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure that needs no cause to be understood. */
    public ClusterException(String message) {
        super(message);
    }

    /** A failure whose cause belongs in the stack trace of a test. */
    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
