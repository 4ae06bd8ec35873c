package io.sublet.agent.cluster;

import io.sublet.model.reading.Reading;
import java.util.List;

/** The pods of this node. */
public interface PodFeed {
    /** The last known pods; missing until they were listed once. An outage of the API server keeps them. */
    Reading<List<PodView>> pods();
}
