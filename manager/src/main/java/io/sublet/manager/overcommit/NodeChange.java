package io.sublet.manager.overcommit;

import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.view.Published;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.OriginExtendedAllocatable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** From what a pass found to the one change of the Node that brings it about. */
final class NodeChange {
    private NodeChange() {}

    /** Empty if the node is as it should be. */
    static Optional<Change> of(NodeAssessment found) {
        Map<String, Optional<String>> annotations = new HashMap<>(found.ratios().changes());
        Resources resources = switch (found.plan()) {
            case CapacityPlan.Publish publish -> {
                origin(found, publish.origin(), annotations);
                yield new Resources.Show(publish.amounts());
            }
            case CapacityPlan.Withdraw withdraw -> {
                origin(found, OriginExtendedAllocatable.NOTHING, annotations);
                yield new Resources.Remove();
            }
            case CapacityPlan.Keep keep -> new Resources.Leave();
        };
        return resources instanceof Resources.Leave && annotations.isEmpty()
                ? Optional.empty()
                : Optional.of(new Change(resources, annotations));
    }

    private static void origin(
            NodeAssessment found, OriginExtendedAllocatable origin, Map<String, Optional<String>> annotations) {
        String key = Annotations.ORIGIN_EXTENDED_ALLOCATABLE;
        String text = origin.render();
        if (!text.equals(found.situation().node().annotations().get(key))) {
            annotations.put(key, Optional.of(text));
        }
    }

    /** The lists of resources once the change is written. */
    static Published publishedAfter(Published before, Change change) {
        return switch (change.resources()) {
            case Resources.Show(var amounts) -> Published.of(amounts);
            case Resources.Remove remove -> Published.NONE;
            case Resources.Leave leave -> before;
        };
    }
}
