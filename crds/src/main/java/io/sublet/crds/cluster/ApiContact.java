package io.sublet.crds.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of a program's contact with the API server does not work at the moment, for its log and its readiness. Many requests fail
 * alike while the API server is away, so that what is wrong is said once for all of them, and again each time the pause is over.
 */
public final class ApiContact {
    private static final Logger log = LoggerFactory.getLogger(ApiContact.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final String address;
    private final LongSupplier nanos;
    private final Map<String, ApiTrouble> troubles = new LinkedHashMap<>();
    private final Map<String, Long> said = new HashMap<>();

    /** @param address of the API server */
    public ApiContact(String address) {
        this(address, System::nanoTime);
    }

    ApiContact(String address, LongSupplier nanos) {
        this.address = address;
        this.nanos = nanos;
    }

    /**
     * A request failed and is going to be tried again.
     *
     * @param tried as in "watching nodes"
     */
    public void failed(String tried, Throwable failure) {
        failed(tried, ApiTrouble.of(address, failure));
    }

    /** A request came to nothing and is going to be tried again. */
    public void failed(String tried, ApiTrouble trouble) {
        if (isToBeSaid(tried, trouble)) {
            log.warn("{} does not work and is tried again: {}", tried, trouble.sentence());
        }
    }

    private synchronized boolean isToBeSaid(String tried, ApiTrouble trouble) {
        troubles.put(tried, trouble);
        long now = nanos.getAsLong();
        said.values().removeIf(at -> now - at >= PAUSE.toNanos());
        return said.putIfAbsent(trouble.sentence(), now) == null;
    }

    /** What was tried before works now. */
    public void worked(String tried) {
        if (isLastRemoved(tried)) {
            log.info("the API server at {} answers", address);
        }
    }

    private synchronized boolean isLastRemoved(String tried) {
        boolean isLast = troubles.remove(tried) != null && troubles.isEmpty();
        if (isLast) {
            said.clear();
        }
        return isLast;
    }

    /** One sentence about what does not work; empty while all does. */
    public synchronized Optional<String> trouble() {
        return troubles.entrySet().stream()
                .findFirst()
                .map(first -> first.getKey() + ": " + first.getValue().sentence());
    }
}
