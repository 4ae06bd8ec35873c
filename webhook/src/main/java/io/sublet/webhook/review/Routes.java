package io.sublet.webhook.review;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table of all routes, by path. */
public final class Routes {
    private final Map<String, Route> byPath = new LinkedHashMap<>();

    public Routes(List<Route> routes) {
        for (Route route : routes) {
            if (byPath.put(route.path(), route) != null) {
                throw new IllegalStateException("two routes for " + route.path());
            }
        }
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
