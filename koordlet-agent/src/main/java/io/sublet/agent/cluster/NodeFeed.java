package io.sublet.agent.cluster;

import io.sublet.model.reading.Reading;

/** The Node object of this node. */
public interface NodeFeed {
    /** The last known state; missing until it was read once, or while there is no such object. */
    Reading<NodeView> node();
}
