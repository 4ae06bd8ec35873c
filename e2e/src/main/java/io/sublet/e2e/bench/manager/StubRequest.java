package io.sublet.e2e.bench.manager;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the stand-in for an API server.
 *
 * @param metadataOnly whether the metadata is enough of an answer
 */
record StubRequest(String method, String path, Map<String, String> query, boolean metadataOnly, String body) {
    /** The next request of a connection; empty at its end. */
    static Optional<StubRequest> read(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        String[] words = line.split(" ", -1);
        int length = 0;
        boolean metadataOnly = false;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring("content-length:".length()).strip());
            }
            metadataOnly |= header.contains("as=PartialObjectMetadata");
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        int mark = words[1].indexOf('?');
        String path = mark < 0 ? words[1] : words[1].substring(0, mark);
        Map<String, String> query = new HashMap<>();
        for (String pair : (mark < 0 ? "" : words[1].substring(mark + 1)).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                query.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return Optional.of(new StubRequest(words[0], path, query, metadataOnly, body));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
