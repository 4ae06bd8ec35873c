package io.sublet.cli.api;

/**
 * One request of HTTP.
 *
 * @param path below the API server's address, beginning with a slash
 * @param accept the media type asked for
 * @param contentType of the body; empty where there is none
 */
public record Request(String method, String path, String accept, String contentType, String body) {
    public static final String JSON = "application/json";
    public static final String TEXT = "text/plain";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    public static Request get(String path) {
        return new Request("GET", path, JSON, "", "");
    }

    /** A page for people instead of a document. */
    public static Request getText(String path) {
        return new Request("GET", path, TEXT, "", "");
    }

    public static Request post(String path, String json) {
        return new Request("POST", path, JSON, JSON, json);
    }

    /** A merge patch (RFC 7396). */
    public static Request patch(String path, String json) {
        return new Request("PATCH", path, JSON, MERGE_PATCH, json);
    }
}
