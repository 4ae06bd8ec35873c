package io.sublet.cli.api;

/** The API server, as far as the plugin talks to it: JSON below its address. Safe for many threads. */
public interface ApiServer {
    /** One request; waits for the answer. */
    Answer send(Request request);

    /** Where it is, for messages. */
    String address();
}
