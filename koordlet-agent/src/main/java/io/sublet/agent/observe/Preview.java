package io.sublet.agent.observe;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobValue;
import java.util.Map;

/**
 * The node as it would be seen if a container were made or changed as its runtime was asked to.
 *
 * @param seen with the container in it
 * @param pod whose container it is
 * @param podGroup of that pod
 * @param group of the container; not there yet if it is about to be made
 * @param asked what the container's knobs would come to by what was asked for; of a change, those that it is about
 */
public record Preview(
        Observation seen, PodView pod, CgroupPath podGroup, CgroupPath group, Map<Knob, KnobValue> asked) {
    public Preview {
        asked = Map.copyOf(asked);
    }
}
