package io.sublet.cli.api;

import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Runs a program in a container. */
public interface Remote {
    /**
     * Waits for its end.
     *
     * @param out gets its standard output
     * @return empty if it ended in order, else one clause
     */
    Optional<String> run(Target target, List<String> command, OutputStream out);

    /** A container. */
    record Target(String namespace, String pod, String container) {}
}
