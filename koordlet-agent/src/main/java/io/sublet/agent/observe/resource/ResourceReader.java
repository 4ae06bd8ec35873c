package io.sublet.agent.observe.resource;

import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.cache.ResctrlReader;
import io.sublet.agent.observe.cache.ResctrlReader.Need;
import io.sublet.agent.observe.disk.DiskName;
import io.sublet.agent.observe.disk.DisksReader;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.network.UplinkReader;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.process.OomScoresReader;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.DiskQos;
import io.sublet.model.slo.NodeMemoryRule;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.PodDiskQos;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what can be set beside the knobs of control groups, as far as anybody asks for it or the agent still holds something there. */
public final class ResourceReader {
    private final CgroupFs cgroups;
    private final ResctrlReader resctrl;
    private final DisksReader disks;
    private final OomScoresReader oomScores;
    private final UplinkReader uplink;
    private final GpuReader gpus;

    public ResourceReader(KernelFiles files, CgroupFs cgroups, String procRoot, String sysRoot) {
        this.cgroups = cgroups;
        this.resctrl = new ResctrlReader(files, cgroups, procRoot, sysRoot);
        this.disks = new DisksReader(files, cgroups, procRoot, sysRoot);
        this.oomScores = new OomScoresReader(cgroups);
        this.uplink = new UplinkReader(files, cgroups, procRoot);
        this.gpus = new GpuReader(files, procRoot, sysRoot);
    }

    /**
     * Reads.
     *
     * @param policy what is asked of classes of pods
     * @param held what the agent has changed
     */
    public Resources read(List<PodObservation> pods, ResourceQos policy, Collection<KnobKey> held, Beat beat) {
        boolean rootDisks =
                policy.root().enabled() || DisksReader.ROOT_KNOBS.stream().anyMatch(knob -> holds(held, knob));
        return new Resources(
                resctrl.read(pods, cacheNeed(pods, policy, held), beat),
                disks.read(diskNames(pods, policy), rootDisks, beat),
                oomScores.read(pods, beat),
                uplink.read(policy.usesNetwork() || holds(held, Knob.NETWORK_CLASSES)),
                gpus.read(beat),
                kernel(policy.nodeMemory()));
    }

    private Map<Knob, Reading<KnobValue>> kernel(NodeMemoryRule rule) {
        Map<Knob, Reading<KnobValue>> values = new EnumMap<>(Knob.class);
        if (rule.minFreeFactor().isPresent()) {
            values.put(Knob.VM_MIN_FREE, cgroups.value(CgroupPath.ROOT, Knob.VM_MIN_FREE));
        }
        if (rule.watermarkScale().isPresent()) {
            values.put(Knob.VM_WATERMARK_SCALE, cgroups.value(CgroupPath.ROOT, Knob.VM_WATERMARK_SCALE));
        }
        return values;
    }

    private static Set<DiskName> diskNames(List<PodObservation> pods, ResourceQos policy) {
        Set<DiskName> names = new HashSet<>();
        for (DiskQos qos :
                List.of(policy.root(), policy.be().disk(), policy.ls().disk())) {
            qos.blocks().forEach(block -> names.add(DiskName.of(block, "")));
        }
        for (PodObservation pod : pods) {
            String annotation = pod.pod().marks().annotations().get(Annotations.BLKIO_QOS);
            if (annotation != null) {
                PodDiskQos.parse(annotation)
                        .valid()
                        .ifPresent(own -> own.blocks()
                                .forEach(block ->
                                        names.add(DiskName.of(block, pod.pod().cgroupUid()))));
            }
        }
        return names;
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
