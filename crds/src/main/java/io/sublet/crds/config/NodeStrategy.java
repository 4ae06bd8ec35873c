package io.sublet.crds.config;

import java.util.List;

/** The colocation strategy that holds for one node. */
public sealed interface NodeStrategy {
    /**
     * A strategy.
     *
     * @param clusterEnabled whether colocation is on at all; off beats every node
     * @param sources what it was put together from, weakest first
     */
    record Effective(ColocationStrategy strategy, boolean clusterEnabled, List<String> sources)
            implements NodeStrategy {
        public Effective {
            sources = List.copyOf(sources);
        }
    }

    /**
     * What the node says about itself cannot be used.
     *
     * @param why one clause that names the annotation or label
     */
    record Invalid(String why) implements NodeStrategy {}

    /** There is no configuration that could be trusted: the ConfigMap has been invalid since the start. */
    record Unavailable() implements NodeStrategy {}
}
