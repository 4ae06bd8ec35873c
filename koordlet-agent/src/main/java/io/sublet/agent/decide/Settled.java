package io.sublet.agent.decide;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.pod.PodObservation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** What the cluster says of pods, whatever they use: who they are, their labels and annotations, what they ask for. */
    public static Object described(List<PodObservation> pods) {
        return new Described(pods.stream().map(PodObservation::pod).toList());
    }

    /** Pods that are compared in each tick, and hardly ever change. */
    private static final class Described {
        private final List<PodView> pods;

        Described(List<PodView> pods) {
            this.pods = pods;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the feed keeps the view of a pod that has not changed
        public boolean equals(@Nullable Object other) {
            if (!(other instanceof Described that) || pods.size() != that.pods.size()) {
                return false;
            }
            for (int i = 0; i < pods.size(); i++) {
                PodView pod = pods.get(i);
                if (pod != that.pods.get(i) && !pod.equals(that.pods.get(i))) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public int hashCode() {
            return pods.hashCode();
        }
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
