package io.sublet.webhook.review;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of all paths: where reviews go, and where people may ask. */
public final class Routes {
    private final Map<String, Route> byPath = new LinkedHashMap<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();

    public Routes(List<Route> routes, List<Question> questions) {
        for (Route route : routes) {
            if (byPath.put(route.path(), route) != null) {
                throw new IllegalStateException("two routes for " + route.path());
            }
        }
        for (Question question : questions) {
            if (byPath.containsKey(question.path()) || this.questions.put(question.path(), question) != null) {
                throw new IllegalStateException("two answers at " + question.path());
            }
        }
    }

    /** Empty if nothing may be asked there. */
    public Optional<Question> question(String path) {
        return Optional.ofNullable(questions.get(path));
    }

    /** Empty if nothing is reviewed there. */
    public Optional<Route> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /** In the order in which they were given. */
    public Set<String> paths() {
        return byPath.keySet();
    }
}
