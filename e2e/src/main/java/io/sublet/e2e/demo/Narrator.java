package io.sublet.e2e.demo;

import io.sublet.e2e.cluster.ClusterException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what has to happen, shows the board meanwhile, and keeps what did happen with its delay. */
final class Narrator {
    private static final Duration GLANCE = Duration.ofMillis(50);
    private static final Duration ROW = Duration.ofSeconds(1);

    private final Board board;
    private final Supplier<Board.Line> line;
    private final List<Transition> transitions = new ArrayList<>();
    private final Instant begin = Instant.now();
    private Instant nextRow = begin.plus(ROW);
    private String phase = "";

    Narrator(Board board, Supplier<Board.Line> line) {
        this.board = board;
        this.line = line;
    }

    void phase(String name) {
        phase = name;
    }

    /**
     * Waits until a value is there.
     *
     * @throws ClusterException if it is not there in time
     */
    <T> T until(String what, Duration limit, Supplier<Optional<T>> value) {
        Instant end = Instant.now().plus(limit);
        do {
            Optional<T> found = value.get();
            if (found.isPresent()) {
                return found.get();
            }
            glance();
        } while (Instant.now().isBefore(end));
        throw new ClusterException("did not happen within " + limit.toSeconds() + " s: " + what);
    }

    void pause(Duration length) {
        Instant end = Instant.now().plus(length);
        while (Instant.now().isBefore(end)) {
            glance();
        }
    }

    /** Lets a moment pass, and prints a row when a second is over. */
    void glance() {
        try {
            Thread.sleep(GLANCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
        Instant now = Instant.now();
        if (!now.isBefore(nextRow)) {
            nextRow = now.plus(ROW);
            board.print(Duration.between(begin, now), phase, line.get());
        }
    }

    /** Keeps something that happened just now. */
    void happened(String what, Instant since, String detail) {
        happened(what, since, Instant.now(), detail);
    }

    void happened(String what, Instant since, Instant at, String detail) {
        transitions.add(new Transition(what, Duration.between(since, at), detail));
    }

    List<Transition> transitions() {
        return List.copyOf(transitions);
    }
}
