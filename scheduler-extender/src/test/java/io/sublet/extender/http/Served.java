package io.sublet.extender.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Routes on a real server on loopback. */
final class Served implements AutoCloseable {
    /** As in application.properties. */
    private static final int CHUNK = 1 << 16;

    private final Vertx vertx = Vertx.vertx();
    private final int port;

    private Served(Consumer<Router> routes) {
        Router router = Router.router(vertx);
        routes.accept(router);
        port = get(vertx.createHttpServer(new HttpServerOptions().setMaxChunkSize(CHUNK))
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture())
                .actualPort();
    }

    /** @param routes mounts them */
    static Served with(Consumer<Router> routes) {
        return new Served(routes);
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        get(vertx.close().toCompletionStage().toCompletableFuture());
    }

    /** What a future comes to, which it must soon. */
    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("nothing came", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
