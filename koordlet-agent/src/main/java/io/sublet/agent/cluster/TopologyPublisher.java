package io.sublet.agent.cluster;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** This node's NodeResourceTopology: what it says, and a way to change it. */
public interface TopologyPublisher {
    /** The last known state; the same object as long as nothing of it has changed. */
    TopologyObject topology();

    /** Makes the object; returns at once. */
    void create(Map<String, Object> object);

    /** Changes the object by a merge patch that names the version it was made for; returns at once. */
    void patch(Map<String, @Nullable Object> patch);
}
