package io.sublet.e2e.monitoring;

/** A dashboard's source cannot be used; the message names the file and says why. */
public final class DashboardException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure that needs no cause to be understood. */
    public DashboardException(String message) {
        super(message);
    }
}
