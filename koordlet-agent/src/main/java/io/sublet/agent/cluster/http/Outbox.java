package io.sublet.agent.cluster.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what the agent writes to the API server, one request at a time on a thread of its own. A letter that has not been sent yet
 * is replaced by a newer one of its kind; one that cannot be sent is not repeated, because its writer will write again.
 */
final class Outbox implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Letters that wait; there are few kinds, so more than this are events about which nobody will ever read. */
    private static final int MOST = 100;

    /**
     * A request.
     *
     * @param body made when it is sent
     * @param sent called with what came of it
     */
    record Letter(String method, String path, String contentType, Supplier<byte[]> body, Receipt sent) {}

    /** Hears what came of a letter, on the outbox's thread. */
    interface Receipt {
        /**
         * It was answered, or not.
         *
         * @param status of HTTP; 0 if there was no answer
         * @param problem empty for success
         */
        void came(int status, String problem);
    }

    private final ApiClient client;
    private final Map<String, Letter> waiting = new LinkedHashMap<>();

    Outbox(ApiClient client) {
        this.client = client;
    }

    /**
     * Takes a letter and returns at once.
     *
     * @param kind of which only the newest is sent
     * @return whether there was room
     */
    boolean put(String kind, Letter letter) {
        synchronized (waiting) {
            if (waiting.size() >= MOST && !waiting.containsKey(kind)) {
                return false;
            }
            waiting.put(kind, letter);
            waiting.notifyAll();
            return true;
        }
    }

    @Override
    public void run() {
        try {
            while (true) {
                Letter letter = next();
                try {
                    send(letter);
                } catch (RuntimeException e) {
                    // It costs this letter, not all that would be sent after it.
                    log.error("A bug was caught in sending {} {}", letter.method(), letter.path(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Letter next() throws InterruptedException {
        synchronized (waiting) {
            while (waiting.isEmpty()) {
                waiting.wait();
            }
            Iterator<Letter> letters = waiting.values().iterator();
            Letter first = letters.next();
            letters.remove();
            return first;
        }
    }

    private void send(Letter letter) {
        try (ApiClient.Response response = client.send(
                letter.method(),
                letter.path(),
                letter.contentType(),
                letter.body().get(),
                TIMEOUT)) {
            letter.sent()
                    .came(
                            response.status(),
                            response.isSuccess() ? "" : "HTTP " + response.status() + " " + response.excerpt());
            finish(response);
        } catch (IOException e) {
            letter.sent().came(0, String.valueOf(e.getMessage()));
        }
    }

    /** What has been answered stays so, whatever becomes of the rest. */
    private static void finish(ApiClient.Response response) {
        try {
            response.finish();
        } catch (IOException e) {
            log.debug("An answer broke off, the next letter goes by another connection: {}", e.getMessage());
        }
    }
}
