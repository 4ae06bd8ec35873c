package io.sublet.extender.pin;

import io.sublet.extender.rank.PinMarks;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PodCpus;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBindSpec;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceStatus;
import io.sublet.protocol.json.JsonException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pod on a node and what it holds there.
 *
 * @param priority of its spec, 0 without one
 * @param requests in all, not amplified
 * @param cpus its CPUs and NUMA nodes; empty for a pod that holds none of its own
 * @param flaw why its annotation says nothing, one clause; such a pod holds nothing, as its node's agent sees it
 */
public record HeldPod(PodRef ref, int priority, CpuMemory requests, Optional<PodCpus> cpus, Optional<String> flaw) {

    /**
     * A pod that has a node, by its annotations.
     *
     * @param status the annotation {@value Annotations#RESOURCE_STATUS} as it stands
     */
    public static HeldPod of(PodRef ref, PinMarks marks, CpuMemory requests, @Nullable String status) {
        return switch (Parsed.attempt(() -> held(ref, marks, status))) {
            case Parsed.Valid<Optional<PodCpus>>(Optional<PodCpus> cpus) ->
                new HeldPod(ref, marks.priority(), requests, cpus, Optional.empty());
            case Parsed.Invalid<Optional<PodCpus>>(String why) ->
                new HeldPod(
                        ref,
                        marks.priority(),
                        requests,
                        Optional.empty(),
                        Optional.of("annotation " + Annotations.RESOURCE_STATUS
                                + " cannot be read, so the pod has no CPUs of its own: " + why));
            case Parsed.Absent<Optional<PodCpus>>() -> throw new IllegalStateException("an attempt is never absent");
        };
    }

    private static Optional<PodCpus> held(PodRef ref, PinMarks marks, @Nullable String text) {
        ResourceStatus status = switch (ResourceStatus.parse(text)) {
            case Parsed.Valid<ResourceStatus>(ResourceStatus said) -> said;
            case Parsed.Absent<ResourceStatus>() -> ResourceStatus.NONE;
            case Parsed.Invalid<ResourceStatus>(String why) -> throw new JsonException(why);
        };
        if (status.equals(ResourceStatus.NONE)) {
            return Optional.empty();
        }
        return Optional.of(new PodCpus(
                ref.uid(),
                status.cpus(),
                marks.qos().orElse(QosClass.LS),
                exclusive(marks),
                PinAnnotations.shares(status)));
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
