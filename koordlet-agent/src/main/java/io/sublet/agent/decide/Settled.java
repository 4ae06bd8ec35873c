package io.sublet.agent.decide;

import java.util.List;
import java.util.Optional;

/**
 * The inputs under which a rule last held. While all of them are the same it holds again without looking, which is what most ticks
 * come to.
 *
 * @param inputs all that the rule goes by; compared by value, which costs nothing for an object that has not changed
 * @param hold what came of them; empty if the rule acted
 */
public record Settled(List<Object> inputs, Optional<Verdict.Hold> hold) {
    public static final Settled NOT_YET = new Settled(List.of(), Optional.empty());

    public Settled {
        inputs = List.copyOf(inputs);
    }

    /** The verdict of before, if it was to hold and the inputs are the same. */
    public Optional<Verdict.Hold> again(List<Object> now) {
        return hold.isPresent() && inputs.equals(now) ? hold : Optional.empty();
    }

    /** What to remember of a verdict on some inputs. */
    public static Settled of(List<Object> inputs, Verdict verdict) {
        return new Settled(inputs, verdict instanceof Verdict.Hold hold ? Optional.of(hold) : Optional.empty());
    }
}
