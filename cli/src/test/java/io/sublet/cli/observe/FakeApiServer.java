package io.sublet.cli.observe;

import io.sublet.cli.api.Answer;
import io.sublet.cli.api.ApiServer;
import io.sublet.cli.api.Request;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers from a table: what a real API server cannot be made to say at will. */
public final class FakeApiServer implements ApiServer {
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> asked = new CopyOnWriteArrayList<>();

    /** @param path with its query */
    public FakeApiServer replies(String path, int code, String body) {
        answers.put(path, new Answer.Replied(code, body));
        return this;
    }

    /** Says nothing on a path. */
    public FakeApiServer silent(String path, String cause) {
        answers.put(path, new Answer.Silent(cause));
        return this;
    }

    public List<Request> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer send(Request request) {
        asked.add(request);
        return answers.getOrDefault(request.path(), new Answer.Replied(404, "{\"message\":\"not found\"}"));
    }

    @Override
    public String address() {
        return "https://fake";
    }
}
