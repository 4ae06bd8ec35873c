package io.sublet.e2e.chart;

/** The chart cannot be packaged or installed; the message says why, for a person. */
public final class ChartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure that needs no cause to be understood. */
    public ChartException(String message) {
        super(message);
    }

    /** A failure whose cause belongs in the stack trace of a test. */
    public ChartException(String message, Throwable cause) {
        super(message, cause);
    }
}
