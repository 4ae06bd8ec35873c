package io.sublet.agent.kernel;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Small text files of lines in the agent's state directory, which outlive the process. */
public interface StateStore {
    /**
     * What could not be stored, and why. Nothing must be done that relies on it.
     *
     * @param cause one clause for a person
     */
    record Failure(String cause) {}

    /**
     * All lines of a file; none if it does not exist. A last line without its end (a write cut short) is left out. What is no text is shown in its place, so that it spoils
     * no other line.
     */
    List<String> read(String name);

    /**
     * Passes all lines of a file one by one, without holding it in memory; none if it does not exist or cannot be read to its end.
     * May be called by any thread.
     */
    void forEachLine(String name, Consumer<String> line);

    /** Adds lines at the end; with {@code durable} they are on the disk when the call returns. */
    Optional<Failure> append(String name, List<String> lines, boolean durable);

    /** Replaces the file as a whole: after a crash it has either the old or the new lines. */
    Optional<Failure> replace(String name, List<String> lines);

    /** Gives a file another name, replacing one of that name. */
    Optional<Failure> rename(String from, String to);

    /** Removes a file, if it is there. */
    Optional<Failure> remove(String name);

    /** Bytes in a file, 0 if it does not exist. */
    long size(String name);
}
