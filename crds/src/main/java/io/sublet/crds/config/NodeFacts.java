package io.sublet.crds.config;

import java.util.Map;

/**
 * What of a Node decides about its configuration.
 *
 * @param labels all labels, for selectors
 * @param annotations at least those of the protocol
 */
public record NodeFacts(String name, Map<String, String> labels, Map<String, String> annotations) {
    public NodeFacts {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }
}
