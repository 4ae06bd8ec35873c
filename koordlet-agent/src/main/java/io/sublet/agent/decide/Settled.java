package io.sublet.agent.decide;

import java.util.List;
import java.util.Optional;

/**
 * What a rule last made of its inputs. While all of them are the same its verdict is too, which is what most ticks come to: it holds, or
 * what it wants has not been carried out, as on a node that only observes.
 *
 * @param inputs all that the rule goes by; compared by value, which costs nothing for an object that has not changed
 * @param verdict what came of them; empty for a rule that has to look again
 */
public record Settled(List<Object> inputs, Optional<Verdict> verdict) {
    public static final Settled NOT_YET = new Settled(List.of(), Optional.empty());

    public Settled {
        inputs = List.copyOf(inputs);
    }

    /** The verdict of before, if the inputs are the same. */
    public Optional<Verdict> again(List<Object> now) {
        return verdict.isPresent() && inputs.equals(now) ? verdict : Optional.empty();
    }

    /** What to remember of a verdict on some inputs. */
    public static Settled of(List<Object> inputs, Verdict verdict) {
        return new Settled(inputs, Optional.of(verdict));
    }
}
