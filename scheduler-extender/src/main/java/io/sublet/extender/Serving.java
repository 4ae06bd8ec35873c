package io.sublet.extender;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether the snapshot may be answered from: filled once, warmed up, and its watches not broken for too long. A watch that
 * is taken up again within the time allowed changes nothing.
 */
final class Serving {
    private final long maxDisconnectNanos;
    private final AtomicLong lastConnected = new AtomicLong();
    private volatile boolean warm;

    Serving(Duration maxDisconnect) {
        this.maxDisconnectNanos = maxDisconnect.toNanos();
    }

    /** The caches are filled and one cycle has run. */
    void warmedUp(long nanos) {
        lastConnected.set(nanos);
        warm = true;
    }

    /**
     * Takes note of the watches.
     *
     * @param watching whether each is open, by kind
     */
    void observe(Map<String, Boolean> watching, long nanos) {
        if (!watching.containsValue(false)) {
            lastConnected.set(nanos);
        }
    }

    /** How old the picture of the cluster may be: seconds since all watches were last seen open; NaN before it was filled. */
    double age(long nanos) {
        return warm ? (nanos - lastConnected.get()) / 1e9 : Double.NaN;
    }

    /** One clause that says why not, empty if it may. */
    String obstacle(long nanos) {
        if (!warm) {
            return "caches are not filled";
        }
        return nanos - lastConnected.get() > maxDisconnectNanos ? "watches are broken" : "";
    }
}
