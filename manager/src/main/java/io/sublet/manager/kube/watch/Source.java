package io.sublet.manager.kube.watch;

import io.sublet.protocol.json.FieldSelection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Objects that can be followed.
 *
 * @param kind as in metrics and logs: {@code node}
 * @param path below the API server's address: {@code api/v1/nodes}
 * @param fieldSelectors each must hold: {@code status.phase!=Failed}
 * @param fields what of an object is wanted, beside its name and version
 * @param isOptional whether a cluster that does not know the kind counts as one without such objects
 */
public record Source(String kind, String path, List<String> fieldSelectors, FieldSelection fields, boolean isOptional) {

    public Source {
        fieldSelectors = List.copyOf(fieldSelectors);
    }

    /** Objects that every cluster knows. */
    public static Source of(String kind, String path, List<String> fieldSelectors, FieldSelection fields) {
        return new Source(kind, path, fieldSelectors, fields, false);
    }

    /** The same, but that a cluster may not know the kind. */
    public Source whereInstalled() {
        return new Source(kind, path, fieldSelectors, fields, true);
    }

    /** Of one event of a watch; an error's object is a Status. */
    FieldSelection event() {
        return FieldSelection.none()
                .plus("type")
                .plus("object", object().plus("code").plus("message"));
    }

    /** Of one page of a list. */
    FieldSelection page() {
        return FieldSelection.none()
                .plus("metadata", "resourceVersion")
                .plus("metadata", "continue")
                .plus("items", object());
    }

    /**
     * The token of the next page; empty if there is none, or if it cannot be told before the objects have been read. API servers
     * write a list's metadata before its items.
     */
    static Optional<String> continuation(byte[] page) {
        return FieldSelection.none()
                .plus("metadata", "continue")
                .parseUntil("items", page)
                .objectOrEmpty("metadata")
                .string("continue")
                .filter(token -> !token.isEmpty());
    }

    private FieldSelection object() {
        return fields.plus("metadata", "name").plus("metadata", "namespace").plus("metadata", "resourceVersion");
    }

    String listPath(int limit, Optional<String> continuation) {
        return path + "?limit=" + limit
                + continuation.map(token -> "&continue=" + encoded(token)).orElse("") + selectors();
    }

    String watchPath(String version, Duration limit) {
        return path + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + encoded(version) + "&timeoutSeconds="
                + limit.toSeconds() + selectors();
    }

    private String selectors() {
        return fieldSelectors.isEmpty() ? "" : "&fieldSelector=" + encoded(String.join(",", fieldSelectors));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
