package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Optional;

/** Reads one API object from a stream, taking what is needed and skipping the rest. */
interface ItemReader<T> {
    /**
     * What is kept of an object.
     *
     * @param name the key: unique within what is listed
     * @param value empty for an object of which nothing is to be kept, such as a bookmark
     */
    record Item<T>(String name, String resourceVersion, Optional<T> value) {}

    /** Reads the object at the parser's current token and leaves the parser at its end. */
    Item<T> read(JsonParser parser) throws IOException;
}
