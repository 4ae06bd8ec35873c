package io.sublet.agent;

import io.sublet.agent.cluster.Events;
import io.sublet.agent.cluster.NodeFeed;
import io.sublet.agent.cluster.NodeView;
import io.sublet.model.pod.PodRef;
import io.sublet.model.reading.Reading;

/** Tells the cluster about the node, by events about the Node object (nothing while that is unknown) and about pods. */
final class Announcer {
    private final NodeFeed nodes;
    private final Events events;

    Announcer(NodeFeed nodes, Events events) {
        this.nodes = nodes;
        this.events = events;
    }

    /** A problem; told once for each note. */
    void warn(String reason, String note) {
        if (nodes.node() instanceof Reading.Value<NodeView>(NodeView node)) {
            events.warn(Events.About.node(node), reason, note);
        }
    }

    /** A pod was removed. */
    void evicted(PodRef pod, String note) {
        events.warn(new Events.About("v1", "Pod", pod.namespace(), pod.name(), pod.uid()), "EvictedForOnline", note);
    }

    /** Something that is in order. */
    void tell(String reason, String note) {
        if (nodes.node() instanceof Reading.Value<NodeView>(NodeView node)) {
            events.tell(Events.About.node(node), reason, note);
        }
    }
}
