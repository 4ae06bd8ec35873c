package io.sublet.webhook;

import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;

/**
 * Many random cases of one property, on all processors, where jqwik's bookkeeping would cost more than the property. Every
 * case has a seed of its own, which a failure names. With {@code PROPS=long} in the environment there are ten times as many;
 * {@code PROPS_SEED} sets where the seeds begin.
 */
public final class Cases {
    private static final Logger log = Logger.getLogger(Cases.class);
    private static final long SEED = 20261123;

    private Cases() {}

    public static void check(String property, int count, Consumer<Random> assertion) {
        String chosen = System.getenv("PROPS_SEED");
        long first = chosen == null ? SEED : Long.parseLong(chosen);
        int cases = "long".equals(System.getenv("PROPS")) ? 10 * count : count;
        log.infof("%s: %d cases from seed %d", property, cases, first);
        LongStream.range(first, first + cases).parallel().forEach(seed -> check(property, seed, assertion));
    }

    private static void check(String property, long seed, Consumer<Random> assertion) {
        try {
            assertion.accept(new Random(seed));
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(property + " does not hold, repeat with PROPS_SEED=" + seed, e);
        }
    }
}
