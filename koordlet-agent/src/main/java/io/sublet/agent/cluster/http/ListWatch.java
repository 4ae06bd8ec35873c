package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.agent.cluster.FeedStatus;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one kind of object on a thread of its own:
 *
 * <ol>
 *   <li>lists, and publishes what it found;
 *   <li>watches from the list's version, publishing each change; bookmarks move the version;
 *   <li>when the watch ends in order, or nothing comes for too long, watches again from the last version;
 *   <li>when the version is too old (410), lists again; after any other failure waits (doubled up to 30 s, jittered).
 * </ol>
 *
 * What was last published stands throughout an outage. See "Efficient detection of changes" in the API's documentation.
 */
final class ListWatch<T> implements Runnable {
    private static final Duration LIST_TIMEOUT = Duration.ofSeconds(30);
    private static final int WATCH_SECONDS = 270;

    /** Bookmarks come about once a minute, so silence of this length means a dead connection. */
    private static final Duration WATCH_SILENCE = Duration.ofSeconds(150);

    /** One that ends sooner, without a word, is no watch: to begin the next one at once would be to go on without end. */
    private static final long SHORTEST_WATCH_NANOS = 1_000_000_000;

    private static final long FIRST_WAIT_MILLIS = 500;
    private static final long LONGEST_WAIT_MILLIS = 30_000;

    private static final Logger log = LoggerFactory.getLogger(ListWatch.class);

    /** The version is too old to watch from. */
    private static final class Expired extends IOException {
        private static final long serialVersionUID = 1L;

        Expired(String message) {
            super(message);
        }
    }

    private final ApiClient client;
    private final String resource;
    private final String path;
    private final ItemReader<T> reader;
    private final Consumer<Map<String, T>> publish;

    private final Map<String, T> items = new LinkedHashMap<>();
    private String version = "";
    private boolean fromCache = true;
    private long wait = FIRST_WAIT_MILLIS;
    private volatile FeedStatus status;

    /**
     * Follows one kind of object.
     *
     * @param path of the collection, with a query that selects
     * @param publish gets all objects by name after each change, in a map that is its own
     */
    ListWatch(ApiClient client, String resource, String path, ItemReader<T> reader, Consumer<Map<String, T>> publish) {
        this.client = client;
        this.resource = resource;
        this.path = path;
        this.reader = reader;
        this.publish = publish;
        this.status = new FeedStatus(resource, false, false, "not started", 0);
    }

    FeedStatus status() {
        return status;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (version.isEmpty()) {
                        list();
                    }
                    watch();
                } catch (SocketTimeoutException e) {
                    disconnected("no word from the API server for too long");
                } catch (Expired e) {
                    log.info("Lists {} again: {}", resource, e.getMessage());
                    disconnected(String.valueOf(e.getMessage()));
                    version = "";
                    fromCache = false;
                } catch (IOException | JsonException e) {
                    failed(String.valueOf(e.getMessage()));
                    pause();
                } catch (RuntimeException e) {
                    // Without its thread a feed would look alive, and what it last said would stand for ever.
                    log.error("A bug was caught in following {}", resource, e);
                    failed("a bug: " + e);
                    pause();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() throws InterruptedException {
        Thread.sleep(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
        wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2);
    }

    /** Lists for the first time, before {@link #run}; false if that failed, and the thread begins with another try. */
    boolean begin() {
        try {
            list();
            return true;
        } catch (IOException | JsonException e) {
            failed(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private void failed(String problem) {
        if (status.connected() || !status.problem().equals(problem)) {
            log.warn("Cannot follow {}, the last known state stands: {}", resource, problem);
        }
        disconnected(problem);
    }

    private void disconnected(String problem) {
        status = new FeedStatus(resource, status.synced(), false, problem, status.relists());
    }

    private void list() throws IOException {
        // Version 0 is answered from the API server's memory; after an expired version only a consistent read is new.
        String query = fromCache ? "&resourceVersion=0" : "";
        try (ApiClient.Response response = client.get(path + query, LIST_TIMEOUT)) {
            check(response, "list");
            items.clear();
            readList(response);
        }
        if (version.isEmpty()) {
            throw new IOException("a list of " + resource + " without version");
        }
        publish.accept(new LinkedHashMap<>(items));
        status = new FeedStatus(resource, true, false, "", status.relists() + 1);
        log.debug("Listed {} count={}", resource, items.size());
    }

    private void readList(ApiClient.Response response) throws IOException {
        Map<String, T> fresh = new LinkedHashMap<>();
        String listVersion = "";
        try (JsonParser parser = Json.factory().createParser(response.body())) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                JsonToken value = parser.nextToken();
                if (field.equals("metadata")) {
                    listVersion = JsonObject.of(Json.readValue(parser), "metadata")
                            .string("resourceVersion")
                            .orElse("");
                } else if (field.equals("items") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        ItemReader.Item<T> item = reader.read(parser);
                        item.value().ifPresent(kept -> fresh.put(item.name(), kept));
                    }
                } else {
                    parser.skipChildren();
                }
            }
            readToEnd(parser);
        }
        items.putAll(fresh);
        version = listVersion;
    }

    /** Past the list's last brace, so that its connection can carry the watch. */
    private static void readToEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw new IOException("something follows the list");
        }
    }

    private void watch() throws IOException {
        String query = "&watch=1&allowWatchBookmarks=true&resourceVersion=" + version + "&timeoutSeconds="
                + (WATCH_SECONDS + ThreadLocalRandom.current().nextInt(60));
        long begun = System.nanoTime();
        boolean heard = false;
        try (ApiClient.Response response = client.get(path + query, WATCH_SILENCE)) {
            check(response, "watch");
            status = new FeedStatus(resource, true, true, "", status.relists());
            try (JsonParser parser = Json.factory().createParser(response.body())) {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    readEvent(parser);
                    wait = FIRST_WAIT_MILLIS;
                    heard = true;
                }
            }
        }
        if (!heard && System.nanoTime() - begun < SHORTEST_WATCH_NANOS) {
            throw new IOException("watches end as soon as they begin");
        }
        disconnected("the API server ended the watch");
    }

    private void readEvent(JsonParser parser) throws IOException {
        String type = "";
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            if (field.equals("type")) {
                type = parser.getText();
            } else if (!field.equals("object")) {
                parser.skipChildren();
            } else if (type.equals("ERROR")) {
                throwError(Json.readValue(parser));
            } else if (type.isEmpty()) {
                throw new IOException("a watch event whose type does not come first");
            } else {
                change(type, reader.read(parser));
            }
        }
    }

    private void change(String type, ItemReader.Item<T> item) {
        version = item.resourceVersion();
        switch (type) {
            case "ADDED", "MODIFIED" -> item.value().ifPresent(value -> items.put(item.name(), value));
            case "DELETED" -> items.remove(item.name());
            default -> {
                return;
            }
        }
        publish.accept(new LinkedHashMap<>(items));
    }

    private static void throwError(@Nullable Object tree) throws IOException {
        JsonObject error = JsonObject.of(tree, "object");
        String message = error.string("message").orElse("the watch failed");
        if (error.integer("code").orElse(0L) == 410) {
            throw new Expired(message);
        }
        throw new IOException(message);
    }

    private static void check(ApiClient.Response response, String verb) throws IOException {
        if (response.status() == 410) {
            throw new Expired("the version is too old");
        }
        if (!response.isSuccess()) {
            throw new IOException("cannot " + verb + ": HTTP " + response.status() + " " + response.excerpt());
        }
    }
}
