package io.sublet.agent.observe.resource;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.observe.cache.ResctrlReader;
import io.sublet.agent.observe.cache.ResctrlReader.Need;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.Annotations;
import java.util.Collection;
import java.util.List;

/** Reads what can be set beside the knobs of control groups, as far as anybody asks for it or the agent still holds something there. */
public final class ResourceReader {
    private final ResctrlReader resctrl;

    public ResourceReader(KernelFiles files, CgroupFs cgroups, String procRoot, String sysRoot) {
        this.resctrl = new ResctrlReader(files, cgroups, procRoot, sysRoot);
    }

    /**
     * Reads.
     *
     * @param policy what is asked of classes of pods
     * @param held what the agent has changed
     */
    public Resources read(List<PodObservation> pods, ResourceQos policy, Collection<KnobKey> held, Beat beat) {
        return new Resources(resctrl.read(pods, cacheNeed(pods, policy, held), beat));
    }

    private static Need cacheNeed(List<PodObservation> pods, ResourceQos policy, Collection<KnobKey> held) {
        if (policy.usesCache() || isAsked(pods, Annotations.RESCTRL)) {
            return Need.TO_DIVIDE;
        }
        return holds(held, Knob.RESCTRL_GROUP) || holds(held, Knob.RESCTRL_SCHEMATA) ? Need.TO_GIVE_BACK : Need.NONE;
    }

    private static boolean isAsked(List<PodObservation> pods, String annotation) {
        for (PodObservation pod : pods) {
            if (pod.pod().marks().annotations().containsKey(annotation)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(Collection<KnobKey> held, Knob knob) {
        for (KnobKey key : held) {
            if (key.knob() == knob) {
                return true;
            }
        }
        return false;
    }
}
