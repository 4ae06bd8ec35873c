package io.sublet.agent.cluster;

import io.sublet.protocol.json.JsonObject;

/** What is known of this node's NodeResourceTopology. */
public sealed interface TopologyObject {
    TopologyObject UNKNOWN = new Unknown();
    TopologyObject ABSENT = new Absent();

    /** Not read yet. */
    record Unknown() implements TopologyObject {}

    /** There is none. */
    record Absent() implements TopologyObject {}

    /** It is there; metadata, policies and zones as they stand. */
    record Present(JsonObject object) implements TopologyObject {}
}
