package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import io.sublet.protocol.json.Json;
import java.io.IOException;

/**
 * The body of a request or an answer. The array of a request may belong to whoever reads requests, who uses it again for the
 * next one: what outlives the answer is copied.
 *
 * @param length bytes from the start of the array that are the body; the array may be longer
 */
@SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
public record Body(byte[] bytes, int length) {
    /** The whole of an array. */
    public static Body of(byte[] bytes) {
        return new Body(bytes, bytes.length);
    }

    JsonParser parser() throws IOException {
        return Json.factory().createParser(bytes, 0, length);
    }
}
