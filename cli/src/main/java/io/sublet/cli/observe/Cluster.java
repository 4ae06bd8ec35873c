package io.sublet.cli.observe;

import io.sublet.cli.api.Answer;
import io.sublet.cli.api.ApiServer;
import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.cli.api.Request;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** Objects of the cluster. What cannot be had ends the command with a sentence. */
public final class Cluster {
    private static final int PAGE = 500;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final ApiServer api;

    public Cluster(ApiServer api) {
        this.api = api;
    }

    public ApiServer api() {
        return api;
    }

    /** @param what for the message where it is not there, as {@code node n1} */
    public JsonObject get(String path, String what) {
        return find(path, what).orElseThrow(() -> new Failure(Exit.FINDING, "there is no " + what));
    }

    /** Empty where there is none. */
    public Optional<JsonObject> find(String path, String what) {
        Answer.Replied reply = reply(Request.get(path), what);
        return reply.code() == NOT_FOUND ? Optional.empty() : Optional.of(document(reply, what));
    }

    /** Each object of a list, page by page. */
    public void list(String path, String what, Consumer<JsonObject> each) {
        String next = "";
        do {
            String page = path + (path.contains("?") ? "&" : "?") + "limit=" + PAGE
                    + (next.isEmpty() ? "" : "&continue=" + encoded(next));
            Answer.Replied reply = reply(Request.get(page), what);
            if (reply.code() == NOT_FOUND) {
                throw new Failure(
                        Exit.UNREACHABLE,
                        "this cluster has no " + what + ": Sublet is not installed, or its definitions are not");
            }
            JsonObject list = document(reply, what);
            list.objects("items").forEach(each);
            next = list.objectOrEmpty("metadata").string("continue").orElse("");
        } while (!next.isEmpty());
    }

    /** Writes; the answer is the object as it is then. */
    public JsonObject write(Request request, String what) {
        Answer.Replied reply = reply(request, what);
        if (reply.code() == NOT_FOUND) {
            throw new Failure(Exit.FINDING, "there is no " + what);
        }
        return document(reply, what);
    }

    private Answer.Replied reply(Request request, String what) {
        return switch (api.send(request)) {
            case Answer.Silent(String cause) ->
                throw new Failure(
                        Exit.UNREACHABLE, "the API server at " + api.address() + " does not answer: " + cause);
            case Answer.Replied reply -> {
                if (reply.isOk() || reply.code() == NOT_FOUND) {
                    yield reply;
                }
                throw refused(reply, what);
            }
        };
    }

    private Failure refused(Answer.Replied reply, String what) {
        return switch (reply.code()) {
            case UNAUTHORIZED ->
                new Failure(
                        Exit.UNREACHABLE,
                        "the API server at " + api.address()
                                + " does not know you: renew the kubeconfig's credentials");
            case FORBIDDEN ->
                new Failure(Exit.UNREACHABLE, "you may not ask for " + what + ": " + message(reply.body()));
            default ->
                new Failure(
                        Exit.UNREACHABLE,
                        "the API server did not give " + what + ": " + reply.code() + " " + message(reply.body()));
        };
    }

    private static JsonObject document(Answer.Replied reply, String what) {
        try {
            return Json.parseObject(reply.body());
        } catch (JsonException e) {
            throw new Failure(Exit.UNREACHABLE, "the answer for " + what + " is not JSON: is this an API server?");
        }
    }

    /** Of a Status object, else the beginning of the text. */
    public static String message(String body) {
        try {
            return Json.parseObject(body).string("message").orElse("no message");
        } catch (JsonException e) {
            return body.lines()
                    .findFirst()
                    .map(line -> line.substring(0, Math.min(200, line.length())))
                    .orElse("");
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
