package io.sublet.agent;

import java.util.logging.LogManager;

/** The platform's logging takes its handlers away as soon as the process is told to end; the agent still has to say what it gives back. */
public final class LastWords extends LogManager {
    /** Made by the platform, by name. */
    public LastWords() {}

    /** To be called before anything logs. */
    static void keep() {
        System.setProperty("java.util.logging.manager", LastWords.class.getName());
    }

    @Override
    public void reset() {
        // Nothing: the handlers are set up once, by Logging.
    }
}
