package io.sublet.agent.observe;

import io.sublet.agent.cluster.EvictionStatus;
import io.sublet.agent.cluster.ExternalNumbers;
import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.observe.core.ProcessCookie;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.node.NodeDetail;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.resource.Resources;
import io.sublet.agent.observe.signal.Signals;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that one tick decides on.
 *
 * @param sinceLast time since the observation before, zero for the first
 * @param used the node's CPU since the observation before, and its memory now
 * @param system what the node uses beside its pods and host applications; never negative; what is missing of those counts here; missing
 *     while it is not known which pods there are
 * @param blindFor how long the node's CPU has been missing; zero while it is there
 * @param detail what is known of the node beside that
 * @param node the Node object
 * @param pods those that hold resources (Pending or Running), with their usage
 * @param hostApplications those that the policy names
 * @param slo the policy in force
 * @param knobs of pods and containers, what policies may set
 * @param resources what can be set beside those: cache, disks, network
 * @param cookies of core scheduling, by container; missing where nobody asks or the kernel has none
 * @param counted how many containers' cycles and instructions are known; empty where nobody asks, missing
 *     where the machine counts nothing
 * @param held every knob that the agent has changed, with its original value
 * @param external numbers that rules take from elsewhere
 * @param space how full the filesystems of the node are; nothing where nobody asks
 * @param signals what online pods felt and batch pods used in the last window; none where nobody asks
 * @param evictions which pods may be evicted, or are on their way
 * @param surge of online usage, as looks between ticks have seen it
 */
public record Observation(
        Moment moment,
        Duration sinceLast,
        ResourceUsage used,
        ResourceUsage system,
        Duration blindFor,
        NodeDetail detail,
        Machine machine,
        Reading<NodeView> node,
        Reading<List<PodObservation>> pods,
        List<HostApplicationObservation> hostApplications,
        Reading<NodeSlo> slo,
        Reading<BestEffortTier> tier,
        KubeletObservation kubelet,
        KnobTable knobs,
        Resources resources,
        Reading<Map<CgroupPath, List<ProcessCookie>>> cookies,
        Optional<Reading<Integer>> counted,
        Map<KnobKey, KnobValue> held,
        ExternalNumbers external,
        NodeSpace space,
        Signals signals,
        EvictionStatus evictions,
        SurgePhase surge) {
    public Observation {
        hostApplications = List.copyOf(hostApplications);
        held = Map.copyOf(held);
    }

    /** Whether pods are known, and how much CPU each of them uses. */
    public boolean hasAllRates() {
        if (!(pods instanceof Reading.Value<List<PodObservation>>(List<PodObservation> known))) {
            return false;
        }
        for (PodObservation pod : known) {
            if (pod.usage().cpu().isMissing()) {
                return false;
            }
        }
        return true;
    }

    /** The same, with what is known of evictions. */
    public Observation with(EvictionStatus status) {
        return with(pods, slo, knobs, held, signals, status, surge);
    }

    /** The same, with what looks between ticks have seen. */
    public Observation with(SurgePhase phase) {
        return with(pods, slo, knobs, held, signals, evictions, phase);
    }

    /** The same, with other signals. */
    public Observation with(Signals others) {
        return with(pods, slo, knobs, held, others, evictions, surge);
    }

    /** The same, as if another policy were in force. */
    public Observation under(Reading<NodeSlo> other) {
        return with(pods, other, knobs, held, signals, evictions, surge);
    }

    /** The same, as if there were other pods, with the knobs of their groups. */
    Observation previewing(List<PodObservation> others, KnobTable theirs, Map<KnobKey, KnobValue> heldOfThem) {
        return with(Reading.of(others), slo, theirs, heldOfThem, signals, evictions, surge);
    }

    private Observation with(
            Reading<List<PodObservation>> ofPods,
            Reading<NodeSlo> policy,
            KnobTable table,
            Map<KnobKey, KnobValue> changed,
            Signals felt,
            EvictionStatus status,
            SurgePhase phase) {
        return new Observation(
                moment,
                sinceLast,
                used,
                system,
                blindFor,
                detail,
                machine,
                node,
                ofPods,
                hostApplications,
                policy,
                tier,
                kubelet,
                table,
                resources,
                cookies,
                counted,
                changed,
                external,
                space,
                felt,
                status,
                phase);
    }

    /** The node less its pods and host applications. */
    public static ResourceUsage rest(
            ResourceUsage node, List<PodObservation> pods, List<HostApplicationObservation> applications) {
        long cpu = 0;
        long memory = 0;
        for (PodObservation pod : pods) {
            cpu += cpu(pod.usage());
            memory += memory(pod.usage());
        }
        for (HostApplicationObservation application : applications) {
            cpu += cpu(application.usage());
            memory += memory(application.usage());
        }
        MilliCpu knownCpu = new MilliCpu(cpu);
        Bytes knownMemory = new Bytes(memory);
        return new ResourceUsage(
                node.cpu().map(all -> all.minus(knownCpu).atLeastZero()),
                node.memory().map(all -> all.minus(knownMemory).atLeastZero()));
    }

    private static long cpu(ResourceUsage usage) {
        return usage.cpu() instanceof Reading.Value<MilliCpu>(MilliCpu cpu) ? cpu.value() : 0;
    }

    private static long memory(ResourceUsage usage) {
        return usage.memory() instanceof Reading.Value<Bytes>(Bytes bytes) ? bytes.value() : 0;
    }
}
