package io.sublet.agent.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sublet.agent.explain.Capability;
import io.sublet.agent.explain.Ledger;
import io.sublet.agent.explain.LedgerLine;
import io.sublet.agent.explain.LedgerQuery;
import io.sublet.agent.metrics.Exposition;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The agent's endpoints: {@code /metrics}, {@code /healthz} (the loop lives), {@code /readyz} (it knows its node),
 * {@code /decisions?since=…&policy=…&limit=…&format=text} and {@code /capabilities}. Read only; one request at a time.
 */
public final class AgentHttp implements AutoCloseable {
    /**
     * What the endpoints show.
     *
     * @param metrics in the form asked for
     * @param unhealthy why the loop is not alive; empty when it is
     * @param notReady why the agent is not ready; empty when it is
     */
    public record Views(
            Function<Exposition.Format, String> metrics,
            Ledger ledger,
            Supplier<List<Capability>> capabilities,
            Supplier<Optional<String>> unhealthy,
            Supplier<Optional<String>> notReady) {}

    private record Answer(int status, String contentType, String body) {
        static Answer text(int status, String body) {
            return new Answer(status, "text/plain; charset=utf-8", body);
        }
    }

    private interface Handler {
        Answer answer(HttpExchange exchange);
    }

    private final HttpServer server;
    private final Views views;

    private AgentHttp(HttpServer server, Views views) {
        this.server = server;
        this.views = views;
    }

    /**
     * Starts to serve.
     *
     * @throws IOException if the address cannot be bound
     */
    public static AgentHttp start(InetSocketAddress address, Views views) throws IOException {
        // A client that sends nothing must not hold the only thread.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        // So often it is looked for such a client; every second is the default.
        System.setProperty("sun.net.httpserver.timerMillis", "10000");
        AgentHttp http = new AgentHttp(HttpServer.create(address, 16), views);
        http.handle("/metrics", http::metrics);
        http.handle("/healthz", exchange -> probe(views.unhealthy));
        http.handle("/readyz", exchange -> probe(views.notReady));
        http.handle("/decisions", http::decisions);
        http.handle("/capabilities", exchange -> http.capabilities());
        http.server.start();
        return http;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                boolean exact = exchange.getRequestURI().getPath().equals(path);
                Answer answer = !exact
                        ? Answer.text(404, "not found\n")
                        : exchange.getRequestMethod().equals("GET")
                                ? handler.answer(exchange)
                                : Answer.text(405, "only GET\n");
                byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", answer.contentType);
                exchange.sendResponseHeaders(answer.status, body.length);
                exchange.getResponseBody().write(body);
            }
        });
    }

    private Answer metrics(HttpExchange exchange) {
        Exposition.Format format =
                Exposition.Format.of(exchange.getRequestHeaders().getFirst("Accept"));
        return new Answer(200, format.contentType(), views.metrics.apply(format));
    }

    private static Answer probe(Supplier<Optional<String>> problem) {
        return problem.get().map(why -> Answer.text(503, why + "\n")).orElseGet(() -> Answer.text(200, "ok\n"));
    }

    private Answer decisions(HttpExchange exchange) {
        return switch (LedgerQuery.read(exchange.getRequestURI().getQuery(), Instant.now())) {
            case LedgerQuery.Read.Unusable(String why) -> Answer.text(400, why + "\n");
            case LedgerQuery.Read.Query(LedgerQuery query) ->
                decisions(views.ledger.find(query), query.form().orElseGet(() -> accepted(exchange)));
        };
    }

    private static LedgerQuery.Form accepted(HttpExchange exchange) {
        String accept = exchange.getRequestHeaders().getFirst("Accept");
        return accept != null && accept.startsWith("text/plain") ? LedgerQuery.Form.TEXT : LedgerQuery.Form.JSON;
    }

    private static Answer decisions(List<LedgerLine> lines, LedgerQuery.Form form) {
        if (form == LedgerQuery.Form.TEXT) {
            return Answer.text(200, lines.stream().map(LedgerLine::text).collect(Collectors.joining()));
        }
        return new Answer(
                200,
                "application/json",
                lines.stream().map(LedgerLine::json).collect(Collectors.joining(",", "{\"decisions\":[", "]}")));
    }

    private Answer capabilities() {
        List<Object> list = new ArrayList<>();
        views.capabilities.get().forEach(capability -> list.add(capability.json()));
        return new Answer(200, "application/json", Json.write(Map.of("capabilities", list)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
