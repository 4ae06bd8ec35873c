package io.sublet.manager.kube.watch;

import io.sublet.crds.cluster.ApiTrouble;
import io.sublet.manager.kube.ApiServer;
import io.sublet.manager.reconcile.Backoff;
import io.sublet.manager.telemetry.RuntimeMetrics;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Follows the objects of one source for as long as it is open.
 *
 * <ol>
 *   <li>Everything is listed, in pages.
 *   <li>A watch begins where the list ended, and each next one where the one before it ended. Bookmarks keep that place young.
 *   <li>Only if the API server no longer has the place (410) everything is listed again; what is known and not listed is gone.
 *   <li>Whatever else fails is tried again after a wait that grows and is random, so that an API server that comes back is not
 *       met by all at once.
 * </ol>
 *
 * <p>A watch that says nothing for longer than bookmarks take is opened anew: its connection may be dead without either end
 * knowing.
 */
public final class Reflector implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reflector.class);
    /** Objects per page, which bounds what is held at once. */
    private static final int PAGE = 500;
    /** API servers send a bookmark about once a minute. */
    static final Duration SILENCE = Duration.ofSeconds(150);

    private static final Duration SHORTEST_WATCH = Duration.ofMinutes(5);
    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    /** A watch that ends sooner and without a word counts as a failure: opening it at once again could go on for ever. */
    private static final Duration TOO_SHORT = Duration.ofSeconds(1);

    private volatile Source source;
    private final Records records;
    private final ApiServer api;
    private final RuntimeMetrics metrics;
    private final RandomGenerator random;
    private final CompletableFuture<Void> synced = new CompletableFuture<>();
    private volatile Optional<String> version = Optional.empty();
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean watching;
    private volatile boolean closed;
    private volatile Optional<Thread> thread = Optional.empty();
    private int failures;

    public Reflector(Source source, Records records, ApiServer api, RuntimeMetrics metrics, RandomGenerator random) {
        this.source = source;
        this.records = records;
        this.api = api;
        this.metrics = metrics;
        this.random = random;
    }

    /** Begins; the result completes when everything has been listed once. */
    public CompletableFuture<Void> start() {
        thread = Optional.of(Thread.ofVirtual().name("reflect-" + source.kind()).start(this::run));
        return synced;
    }

    /** Lists everything again, with other fields of each object; what is known stays meanwhile. */
    public void reread(Source other) {
        source = other;
        thread.ifPresent(Thread::interrupt);
    }

    public String kind() {
        return source.kind();
    }

    public boolean isSynced() {
        return synced.isDone();
    }

    public boolean isWatching() {
        return watching;
    }

    /** How long the API server has said nothing, not even a bookmark. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    private void run() {
        while (!closed) {
            try {
                followOrRecover();
            } catch (InterruptedException e) {
                LOG.debugf("The %s reflector %s", source.kind(), closed ? "ends" : "reads other fields");
                version = Optional.empty();
            }
        }
    }

    private void followOrRecover() throws InterruptedException {
        try {
            follow();
        } catch (ApiFailure e) {
            recover(e);
        } catch (JsonException e) {
            recover(new ApiFailure(0, "unreadable: " + e.getMessage(), Optional.empty()));
        } catch (RuntimeException e) {
            // A fault of the manager must not end the following of a kind, which nobody would notice.
            LOG.errorf(e, "The %s reflector failed by a fault of the manager", source.kind());
            recover(new ApiFailure(0, e.toString(), Optional.empty()));
        }
    }

    private void follow() throws ApiFailure, InterruptedException {
        if (version.isEmpty()) {
            list();
            synced.complete(null);
        }
        long opened = System.nanoTime();
        boolean isFruitless = !watch() && System.nanoTime() - opened < TOO_SHORT.toNanos();
        if (isFruitless && !closed) {
            throw new ApiFailure(0, "the watch ended at once", Optional.empty());
        }
    }

    private void recover(ApiFailure failure) throws InterruptedException {
        failures++;
        if (failure.isGone()) {
            LOG.infof("The %s list is read anew: %s", source.kind(), failure.getMessage());
            version = Optional.empty();
        } else if (source.isOptional() && failure.isUnknownKind()) {
            version = Optional.empty();
            if (synced.complete(null)) {
                LOG.infof("There is no %s in this cluster; what it is for waits until there is", source.kind());
            }
        } else {
            api.contact().failed(tried(), new ApiTrouble(String.valueOf(failure.getMessage())));
        }
        Duration wait = BACKOFF.after(failures, random.nextDouble());
        Thread.sleep(
                failure.retryAfter().filter(asked -> asked.compareTo(wait) > 0).orElse(wait));
    }

    private void heard() {
        heardNanos = System.nanoTime();
    }

    private String tried() {
        return "watching " + source.kind();
    }

    private void recovered() {
        if (failures > 0) {
            api.contact().worked(tried());
            failures = 0;
        }
    }

    private void list() throws ApiFailure, InterruptedException {
        FieldSelection fields = source.page();
        Set<String> listed = new HashSet<>();
        Optional<ApiServer.Pending> page = Optional.of(ask(Optional.empty()));
        Optional<String> at = Optional.empty();
        while (page.isPresent()) {
            byte[] body = body(page.get());
            // The API server prepares the next page while this one is read.
            Optional<ApiServer.Pending> ahead = Source.continuation(body).map(token -> ask(Optional.of(token)));
            JsonObject list = fields.parse(body, 0, body.length);
            for (JsonObject object : list.objects("items")) {
                String key = key(object);
                listed.add(key);
                put(key, object);
            }
            JsonObject metadata = list.objectOrEmpty("metadata");
            at = metadata.string("resourceVersion");
            page = ahead.or(() -> metadata.string("continue")
                    .filter(token -> !token.isEmpty())
                    .map(token -> ask(Optional.of(token))));
            heard();
        }
        for (String key : List.copyOf(records.keys())) {
            if (!listed.contains(key)) {
                records.remove(key);
            }
        }
        version = at;
        recovered();
    }

    private ApiServer.Pending ask(Optional<String> continuation) {
        return api.begin(ApiServer.Request.read("list", source.kind(), source.listPath(PAGE, continuation)));
    }

    private byte[] body(ApiServer.Pending page) throws ApiFailure, InterruptedException {
        return switch (page.answer()) {
            case ApiServer.Answer.Replied(int code, byte[] body, var retryAfter) when code == 200 -> body;
            case ApiServer.Answer answer -> throw failure(answer);
        };
    }

    private ApiFailure failure(ApiServer.Answer answer) {
        return switch (answer) {
            case ApiServer.Answer.Replied replied ->
                new ApiFailure(replied.code(), api.trouble(replied).sentence(), replied.retryAfter());
            case ApiServer.Answer.Silent(String cause) -> new ApiFailure(0, cause, Optional.empty());
        };
    }

    /** Whether the watch has said anything. */
    private boolean watch() throws ApiFailure, InterruptedException {
        Duration limit = SHORTEST_WATCH.plusSeconds(random.nextLong(SHORTEST_WATCH.toSeconds()));
        Events events = new Events();
        String path = source.watchPath(version.orElseThrow(), limit);
        try (ApiServer.Stream stream = api.open(ApiServer.Request.read("watch", source.kind(), path), events::take)) {
            switch (stream.opened()) {
                case ApiServer.Answer.Replied(int code, byte[] body, var retryAfter) when code == 200 -> {}
                case ApiServer.Answer answer -> throw failure(answer);
            }
            watching = true;
            heard();
            recovered();
            Duration patience = SILENCE;
            while (!stream.ended(patience)) {
                patience = SILENCE.minus(silence());
                if (!patience.isPositive()) {
                    LOG.infof("The %s watch has been silent for too long and is opened anew", source.kind());
                    return events.any;
                }
            }
            stream.failure().ifPresent(cause -> LOG.debugf("The %s watch broke: %s", source.kind(), cause));
        } finally {
            watching = false;
        }
        if (events.failed()) {
            throw events.failure.orElseThrow();
        }
        return events.any;
    }

    /** What one watch says. */
    private final class Events {
        private final FieldSelection fields = source.event();
        private final JsonLines lines = new JsonLines(this::line);
        private volatile Optional<ApiFailure> failure = Optional.empty();
        private volatile boolean any;

        private boolean take(ByteBuffer piece) {
            lines.accept(piece);
            return !failed();
        }

        private boolean failed() {
            return failure.isPresent();
        }

        private void line(byte[] bytes, int offset, int length) {
            if (failed()) {
                return;
            }
            heard();
            any = true;
            JsonObject event;
            try {
                event = fields.parse(bytes, offset, length);
            } catch (JsonException e) {
                failure = Optional.of(new ApiFailure(0, "unreadable event: " + e.getMessage(), Optional.empty()));
                return;
            }
            String type = event.string("type").orElse("");
            JsonObject object = event.objectOrEmpty("object");
            metrics.watchEvent(source.kind(), type);
            switch (type) {
                case "ADDED", "MODIFIED" -> put(key(object), object);
                case "DELETED" -> records.remove(key(object));
                case "ERROR" -> {
                    failure = Optional.of(new ApiFailure(
                            object.integer("code").orElse(0L).intValue(),
                            object.string("message").orElse(""),
                            Optional.empty()));
                    return;
                }
                default -> {} // bookmarks, and what newer API servers may say, only move the version
            }
            version = object.objectOrEmpty("metadata").string("resourceVersion").or(() -> version);
        }
    }

    /** An object that cannot be understood leaves what was known of it. */
    private void put(String key, JsonObject object) {
        try {
            records.put(key, object);
        } catch (RuntimeException e) {
            metrics.unreadable(source.kind());
            LOG.errorf(e, "The %s %s cannot be understood and is left as it was", source.kind(), key);
        }
    }

    private static String key(JsonObject object) {
        JsonObject metadata = object.objectOrEmpty("metadata");
        String name = metadata.string("name").orElse("");
        return metadata.string("namespace")
                .map(namespace -> namespace + "/" + name)
                .orElse(name);
    }

    @Override
    public void close() {
        closed = true;
        thread.ifPresent(Thread::interrupt);
    }
}
