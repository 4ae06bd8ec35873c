package io.sublet.manager;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sublet.manager.console.ConsoleDocuments;
import io.sublet.manager.console.Fleet;
import io.sublet.manager.console.FleetPicture;
import io.sublet.manager.console.Timeline;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Serves the console's own files, behind a prefix as a proxy does, with the documents of a cluster that is larger than an API
 * server of a test is filled with in reasonable time.
 */
final class PageServer implements AutoCloseable {
    private static final String PREFIX = "/some/proxy";
    private static final int POINTS = 300;

    private final HttpServer server;
    private final FleetPicture picture;

    private PageServer(HttpServer server, FleetPicture picture) {
        this.server = server;
        this.picture = picture;
    }

    static PageServer of(int nodes) throws IOException {
        PageServer page = new PageServer(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                Fleet.picture(Fleet.large(nodes, Fleet.NOW), Fleet.NOW));
        page.server.createContext(PREFIX + "/console/", page::handle);
        page.server.start();
        return page;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PREFIX + "/console/";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring((PREFIX + "/console/").length());
            byte[] body = document(path)
                    .map(text -> text.getBytes(StandardCharsets.UTF_8))
                    .orElseGet(() -> file(path));
            exchange.getResponseHeaders().set("Content-Type", type(path));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Optional<String> document(String path) {
        return switch (path) {
            case "data/summary" ->
                Optional.of(Json.write(ConsoleDocuments.summary(
                        picture, new ConsoleDocuments.Around("", false, Optional.of(false), List.of(), List.of()))));
            case "data/nodes" -> Optional.of(Json.write(ConsoleDocuments.nodes(picture)));
            case "data/history" -> Optional.of(Json.write(ConsoleDocuments.history(history())));
            default -> Optional.empty();
        };
    }

    /** A day with a gap. */
    private static Timeline history() {
        List<Timeline.Point> points = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            Instant at = Fleet.NOW.minusSeconds(60L * (POINTS - i));
            long wave = Math.round(20_000_000 + 15_000_000 * Math.sin(i / 40.0));
            OptionalLong used = i / 20 == 6 ? OptionalLong.empty() : OptionalLong.of(wave);
            points.add(new Timeline.Point(
                    at.getEpochSecond(),
                    used,
                    OptionalLong.of(wave / 4),
                    OptionalLong.of(40_000_000 - wave),
                    OptionalLong.of(35_000_000 - wave / 2)));
        }
        return new Timeline("Prometheus", points);
    }

    private static byte[] file(String path) {
        String name = "/META-INF/resources/console/" + (path.isEmpty() ? "index.html" : path);
        try (InputStream in = PageServer.class.getResourceAsStream(name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String path) {
        if (path.endsWith(".js")) {
            return "text/javascript";
        }
        if (path.endsWith(".css")) {
            return "text/css";
        }
        return path.endsWith(".svg") ? "image/svg+xml" : path.startsWith("data/") ? "application/json" : "text/html";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
