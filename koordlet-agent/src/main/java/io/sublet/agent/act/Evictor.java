package io.sublet.agent.act;

import io.sublet.agent.cluster.EvictionApi;
import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Step;
import io.sublet.model.pod.PodRef;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * Evicts pods, whoever wants it, within bounds that no policy and no rule can widen: only pods that {@link Permission} names, at
 * most so many a minute, none in the first minute of a process (so that one which starts again and again keeps the bound),
 * none while pods, Node or rules are not being followed, no pod twice.
 */
public final class Evictor {
    private static final long MINUTE = 60_000_000_000L;

    /** For so long a pod whose eviction was asked for counts as on its way, and a refused one is left alone. */
    private static final long REMEMBERED = 2 * MINUTE;

    /** Requests that are refused do not count as evictions, but there are bounds to asking too. */
    private static final int ASKS_FOR_ONE = 4;

    /** Tells why a pod must not be evicted, by what is known of it now; empty if it may be. */
    public interface Permission extends Function<PodRef, Optional<String>> {}

    private record Ask(Action.EvictPod step, long at, boolean dryRun) {
        PodRef pod() {
            return step.pod();
        }
    }

    private record Heard(Ask ask, EvictionApi.Answer answer) {}

    private final EvictionApi api;
    private final int perMinute;
    private final long started;
    private final Deque<Ask> asks = new ArrayDeque<>();
    private final Map<String, String> refused = new HashMap<>();
    private final Set<String> denied = new HashSet<>();
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();

    /**
     * @param perMinute the most evictions in any 60 seconds; 0 evicts nothing
     * @param nanoTime now, monotonic
     */
    public Evictor(EvictionApi api, int perMinute, long nanoTime) {
        this.api = api;
        this.perMinute = perMinute;
        this.started = nanoTime;
    }

    /** What may be evicted now, for those who decide. */
    public EvictionStatus status(long nanoTime) {
        forgetOld(nanoTime);
        Set<String> asked = new HashSet<>();
        for (Ask ask : asks) {
            if (!refused.containsKey(ask.pod().uid())) {
                asked.add(ask.pod().uid());
            }
        }
        return new EvictionStatus(impossible(nanoTime), left(nanoTime), asked, refused);
    }

    /**
     * Asks for what a plan wants evicted.
     *
     * @param dryRun whether the API server is only asked what it would do
     */
    public List<Outcome> apply(List<Step> steps, boolean dryRun, Permission permission, long nanoTime) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Action.EvictPod eviction) {
                outcomes.add(ask(new Ask(eviction, nanoTime, dryRun), permission));
            }
        }
        return outcomes;
    }

    private Outcome ask(Ask ask, Permission permission) {
        forgetOld(ask.at);
        Optional<String> forbidden = permission.apply(ask.pod());
        if (forbidden.isPresent()) {
            return new Outcome.Rejected(ask.step, forbidden.get());
        }
        Optional<String> impossible = impossible(ask.at);
        if (impossible.isPresent()) {
            return new Outcome.Deferred(ask.step, impossible.get());
        }
        if (asks.stream()
                .anyMatch(earlier -> earlier.pod().uid().equals(ask.pod().uid()))) {
            return new Outcome.Settled(ask.step);
        }
        if (!api.evict(
                new EvictionApi.Request(ask.pod(), ask.step.grace(), ask.dryRun),
                answer -> heard.add(new Heard(ask, answer)))) {
            return new Outcome.Deferred(ask.step, "too much waits to be sent");
        }
        asks.addLast(ask);
        return new Outcome.Asked(ask.step);
    }

    /** What the API server has said since the last call. */
    public List<Outcome> answers() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Heard next = heard.poll(); next != null; next = heard.poll()) {
            outcomes.add(outcome(next));
        }
        return outcomes;
    }

    private Outcome outcome(Heard heardOf) {
        Ask ask = heardOf.ask;
        return switch (heardOf.answer) {
            case EvictionApi.Answer.Evicted() ->
                ask.dryRun ? new Outcome.Planned(ask.step) : new Outcome.Applied(ask.step, "on the node");
            case EvictionApi.Answer.Gone() -> new Outcome.Gone(ask.step);
            case EvictionApi.Answer.Refused(String why) -> {
                denied.add(ask.pod().uid());
                yield reject(ask, why);
            }
            case EvictionApi.Answer.Failed(String why) -> reject(ask, why);
        };
    }

    private Outcome reject(Ask ask, String why) {
        refused.put(ask.pod().uid(), why);
        return new Outcome.Rejected(ask.step, why);
    }

    private Optional<String> impossible(long nanoTime) {
        if (perMinute == 0) {
            return Optional.of("the agent's settings allow none");
        }
        Optional<String> stale = api.stale();
        if (stale.isPresent()) {
            return stale;
        }
        if (nanoTime - started < MINUTE) {
            return Optional.of("the agent has run for less than a minute");
        }
        return left(nanoTime) > 0
                ? Optional.empty()
                : Optional.of("there were " + perMinute + " within a minute, which is the most");
    }

    private int left(long nanoTime) {
        int evicted = 0;
        int asked = 0;
        for (Ask ask : asks) {
            if (nanoTime - ask.at < MINUTE) {
                asked++;
                // One that failed may have been carried out all the same.
                evicted += denied.contains(ask.pod().uid()) ? 0 : 1;
            }
        }
        return Math.max(0, Math.min(perMinute - evicted, ASKS_FOR_ONE * perMinute - asked));
    }

    private void forgetOld(long nanoTime) {
        while (!asks.isEmpty() && nanoTime - asks.getFirst().at >= REMEMBERED) {
            String uid = asks.removeFirst().pod().uid();
            refused.remove(uid);
            denied.remove(uid);
        }
    }
}
