package io.sublet.agent.observe;

import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.KnobValue;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.agent.observe.group.GroupMemory;
import io.sublet.agent.observe.group.GroupObservation;
import io.sublet.agent.observe.knob.KnobTable;
import io.sublet.agent.observe.pod.ContainerObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.observe.pod.PodPaths;
import io.sublet.agent.runtime.AskedResources;
import io.sublet.agent.runtime.ContainerRequest;
import io.sublet.agent.runtime.RuntimeKnobs;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.ResourceUsage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes an observation in which a container is that does not run yet: that of the last tick, with the pods that are known now, and with what the
 * runtime was asked for where the container's group would show its values.
 */
final class PreviewReader {
    private static final String NOT_SEEN = "no tick has seen the container yet";

    private final CgroupFs cgroups;
    private final PodPaths paths;

    PreviewReader(CgroupFs cgroups) {
        this.cgroups = cgroups;
        this.paths = new PodPaths(cgroups);
    }

    /**
     * Looks ahead.
     *
     * @param known the pods of now
     * @param held what the agent has changed
     * @return missing if the pod or its container is not known
     */
    Reading<Preview> read(
            ContainerRequest request,
            Observation last,
            List<PodView> known,
            KubepodsLayout layout,
            Map<KnobKey, KnobValue> held) {
        Optional<PodView> pod = known.stream()
                .filter(one -> one.active() && one.cgroupUid().equals(request.podUid()))
                .findFirst();
        if (pod.isEmpty()) {
            return Reading.missing("pod " + request.pod() + " is not known yet");
        }
        PodView view = pod.get();
        Optional<ContainerView> container = view.containers().stream()
                .filter(one -> one.name().equals(request.name()))
                .findFirst();
        if (container.isEmpty()) {
            return Reading.missing("pod " + request.pod() + " has no container " + request.name());
        }
        CgroupPath podGroup = paths.pod(layout, view);
        CgroupPath group = paths.container(layout, podGroup, request.id());
        Map<Knob, KnobValue> asked = asked(request, podGroup);
        Observation seen = last.previewing(
                pods(last, known, new Starting(request, view, container.get(), podGroup, group)),
                table(last.knobs(), podGroup, group, asked),
                held);
        return Reading.of(new Preview(seen, view, podGroup, group, asked));
    }

    private record Starting(
            ContainerRequest request, PodView pod, ContainerView container, CgroupPath podGroup, CgroupPath group) {
        /** What is known of a container's group that no tick has looked at. */
        GroupObservation unseen() {
            GroupObservation nothing = GroupObservation.missing(NOT_SEEN);
            // One that is about to be made has no process, and with that no memory.
            return request.kind() == ContainerRequest.Kind.CREATE
                    ? nothing.with(Reading.of(GroupMemory.NONE))
                    : nothing;
        }
    }

    private Map<Knob, KnobValue> asked(ContainerRequest request, CgroupPath podGroup) {
        CgroupVersion version = cgroups.version();
        AskedResources asked = request.asked();
        if (request.kind() == ContainerRequest.Kind.UPDATE) {
            return asked.values(version);
        }
        Map<Knob, KnobValue> values = RuntimeKnobs.untouched(version);
        if (version == CgroupVersion.V1) {
            cgroups.value(podGroup, Knob.CPUSET).toOptional().ifPresent(above -> values.put(Knob.CPUSET, above));
        }
        values.putAll(asked.values(version));
        return values;
    }

    /** Those of the last tick as far as they are still there; of new ones nothing is known but what they are. */
    private List<PodObservation> pods(Observation last, List<PodView> known, Starting starting) {
        Map<String, PodObservation> before = new HashMap<>();
        last.pods()
                .toOptional()
                .orElse(List.of())
                .forEach(pod -> before.put(pod.pod().ref().uid(), pod));
        List<PodObservation> pods = new ArrayList<>();
        for (PodView view : known) {
            PodObservation seen = before.getOrDefault(
                    view.ref().uid(), new PodObservation(view, ResourceUsage.missing("not looked at yet")));
            if (view.ref().equals(starting.pod.ref())) {
                pods.add(with(seen, starting));
            } else if (view.active()) {
                pods.add(seen);
            }
        }
        return pods;
    }

    /** The memory of the pod's group is read anew, because that may not have been there at the last tick. */
    private PodObservation with(PodObservation seen, Starting starting) {
        ContainerView container = new ContainerView(
                starting.container.name(),
                starting.container.kind(),
                Optional.of(starting.request.id()),
                starting.container.requests(),
                starting.container.limits());
        Optional<ContainerObservation> running = seen.containers().stream()
                .filter(one -> one.cgroup().equals(starting.group))
                .findFirst();
        List<ContainerObservation> containers = new ArrayList<>(seen.containers().stream()
                .filter(one -> !one.container().name().equals(container.name()))
                .toList());
        containers.add(new ContainerObservation(
                container,
                starting.group,
                running.map(ContainerObservation::usage).orElseGet(() -> ResourceUsage.missing(NOT_SEEN)),
                running.map(ContainerObservation::group).orElseGet(starting::unseen),
                running.map(ContainerObservation::cpi).orElseGet(() -> Reading.missing(NOT_SEEN))));
        GroupObservation ofPod = seen.group().with(GroupMemory.read(cgroups, starting.podGroup));
        return new PodObservation(starting.pod, Optional.of(starting.podGroup), seen.usage(), ofPod, containers);
    }

    /** The pod's knobs are read anew: it may not have been there at the last tick. */
    private KnobTable table(KnobTable last, CgroupPath podGroup, CgroupPath group, Map<Knob, KnobValue> asked) {
        Map<KnobKey, Reading<KnobValue>> readings = new HashMap<>(last.readings());
        Map<Knob, Reading<KnobValue>> ofContainer = new EnumMap<>(Knob.class);
        for (Knob knob : last.supported()) {
            readings.put(new KnobKey(podGroup, knob), cgroups.value(podGroup, knob));
            ofContainer.put(knob, cgroups.value(group, knob));
        }
        asked.forEach((knob, value) -> ofContainer.put(knob, Reading.of(value)));
        ofContainer.forEach((knob, reading) -> readings.put(new KnobKey(group, knob), reading));
        return new KnobTable(last.version(), last.supported(), readings);
    }
}
