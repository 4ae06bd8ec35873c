package io.sublet.manager.overcommit;

import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.view.ExtendedAmounts;
import java.util.Map;
import java.util.Optional;

/** Writes what the manager adds to a Node. */
public interface NodeStatusWriter {
    /**
     * One change of a Node.
     *
     * @param resources what is done to the lists of resources
     * @param annotations new texts by key; an empty one removes the annotation
     */
    record Change(Resources resources, Map<String, Optional<String>> annotations) {
        public Change {
            annotations = Map.copyOf(annotations);
        }
    }

    /** What is done to the extended resources in capacity and allocatable. */
    sealed interface Resources {
        record Show(ExtendedAmounts amounts) implements Resources {}

        record Remove() implements Resources {}

        record Leave() implements Resources {}
    }

    /** In one request. */
    Outcome write(String node, Change change);
}
