package io.sublet.agent.cluster;

import io.sublet.model.pod.PodRef;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** The Eviction API of the cluster, which keeps disruption budgets and grace periods. */
public interface EvictionApi {
    /** What the API server said. */
    sealed interface Answer {
        /** The pod is being removed, or for a dry run would be. */
        record Evicted() implements Answer {}

        /** There is no such pod any more. */
        record Gone() implements Answer {}

        /**
         * It must not be removed now.
         *
         * @param why one clause, such as the disruption budget that forbids it
         */
        record Refused(String why) implements Answer {}

        /**
         * Nobody knows what would have become of it.
         *
         * @param why one clause
         */
        record Failed(String why) implements Answer {}
    }

    /**
     * What is asked for.
     *
     * @param grace time to end; absent is the pod's own
     * @param dryRun whether everything is checked and nothing done
     */
    record Request(PodRef pod, Optional<Duration> grace, boolean dryRun) {}

    /**
     * Asks for the removal of a pod, and of no other one of its name; returns at once.
     *
     * @param answer called later, on another thread
     * @return whether the request could be taken
     */
    boolean evict(Request request, Consumer<Answer> answer);

    /** Why pods, Node or rules may be older than they seem; empty if they are followed without a gap. */
    Optional<String> stale();
}
