package io.sublet.agent.cluster.http;

/** A body of which one can tell that it has been read to its end, so that the next answer follows on the same connection. */
sealed interface BoundedBody permits ChunkedBody, FixedBody {
    boolean isAtEnd();
}
