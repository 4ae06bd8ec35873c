package io.sublet.e2e.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A program to be ended in the middle of something; it says in lines what it does. */
final class EndingProgram {
    private static final Duration LONG = Duration.ofMinutes(5);

    private EndingProgram() {}

    /** @param arguments what it does, and for {@code child} a command line */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "work" -> work(LONG);
            case "endless-work" -> work(Duration.ofMillis(100));
            case "child" -> child(List.of(arguments).subList(1, arguments.length));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void work(Duration patience) {
        boolean returns = patience.equals(LONG);
        new CleanEnd("told", patience, () -> System.out.println("otherwise")).during(() -> {
            // As a cluster's start is a part of a benchmark.
            return new CleanEnd("told again").during(() -> {
                System.out.println("begun");
                waitForInterrupt(returns);
                CleanEnd.removal(EndingProgram::remove);
                return true;
            });
        });
    }

    private static void waitForInterrupt(boolean returns) {
        long end = System.nanoTime() + LONG.toNanos();
        while (System.nanoTime() < end && (!returns || !Thread.currentThread().isInterrupted())) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Says whether it begins uninterrupted, and is not done before the parent has written a line. */
    private static void remove() {
        System.out.println(
                "removing " + CleanEnd.isEnding() + " " + Thread.currentThread().isInterrupted());
        try {
            System.in.read();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        System.out.println("removed " + Thread.currentThread().isInterrupted());
    }

    private static void child(List<String> command) throws Exception {
        Process process = new ProcessBuilder(ProcessEnd.withThisProgram(command)).start();
        System.out.println(process.pid());
        process.waitFor();
    }
}
