package io.sublet.extender.pin;

import io.sublet.extender.rank.PinMarks;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.NumaShare;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PodCpus;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBindSpec;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod on a node and what it holds there.
 *
 * @param priority of its spec, 0 without one
 * @param requests in all, not amplified
 * @param cpus its CPUs and NUMA nodes; empty for a pod that holds none of its own
 * @param flaw what its annotation does not say, one clause; that much it does not hold, as its node's agent sees it
 */
public record HeldPod(PodRef ref, int priority, CpuMemory requests, Optional<PodCpus> cpus, Optional<String> flaw) {

    /**
     * A pod that has a node, by its annotations.
     *
     * @param status the annotation {@value Annotations#RESOURCE_STATUS} as it stands
     */
    public static HeldPod of(PodRef ref, PinMarks marks, CpuMemory requests, @Nullable String status) {
        return switch (ResourceStatus.parse(status)) {
            case Parsed.Valid<ResourceStatus>(ResourceStatus said) -> holding(ref, marks, requests, said);
            case Parsed.Absent<ResourceStatus>() -> holding(ref, marks, requests, ResourceStatus.NONE);
            case Parsed.Invalid<ResourceStatus>(String why) ->
                new HeldPod(
                        ref,
                        marks.priority(),
                        requests,
                        Optional.empty(),
                        Optional.of("annotation " + Annotations.RESOURCE_STATUS
                                + " cannot be read, so the pod has no CPUs of its own: " + why));
        };
    }

    /** The agent binds the pod to its CPUs whatever else the annotation says, so they are held even where the rest is flawed. */
    private static HeldPod holding(PodRef ref, PinMarks marks, CpuMemory requests, ResourceStatus status) {
        Parsed<List<NumaShare>> read = Parsed.attempt(() -> PinAnnotations.shares(status));
        List<NumaShare> shares = read.valid().orElse(List.of());
        Optional<String> flaw = read instanceof Parsed.Invalid<List<NumaShare>>(String why)
                ? Optional.of("annotation " + Annotations.RESOURCE_STATUS
                        + " cannot be read where it speaks of NUMA nodes, so the pod has nothing of them but its CPUs: "
                        + why)
                : Optional.empty();
        boolean holds = !status.cpus().isEmpty() || !shares.isEmpty();
        Optional<PodCpus> cpus = holds
                ? Optional.of(new PodCpus(
                        ref.uid(), status.cpus(), marks.qos().orElse(QosClass.LS), exclusive(marks), shares))
                : Optional.empty();
        return new HeldPod(ref, marks.priority(), requests, cpus, flaw);
    }

    private static CpuExclusivePolicy exclusive(PinMarks marks) {
        return CpuBindSpec.parse(marks.resourceSpec().orElse(null))
                .valid()
                .orElse(CpuBindSpec.NONE)
                .exclusive();
    }

    /** A pod that is about to be bound to what a node gives it. */
    public static HeldPod of(PinPod pod, Placed placed) {
        boolean holds = !placed.cpus().isEmpty() || !placed.shares().isEmpty();
        return new HeldPod(
                pod.ref(),
                pod.priority(),
                new CpuMemory(
                        pod.request().requests().cpu(), pod.request().requests().memory()),
                holds
                        ? Optional.of(new PodCpus(
                                pod.ref().uid(),
                                placed.cpus(),
                                pod.qos(),
                                pod.request().exclusive(),
                                placed.shares()))
                        : Optional.empty(),
                Optional.empty());
    }
}
