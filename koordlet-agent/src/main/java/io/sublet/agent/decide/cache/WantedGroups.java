package io.sublet.agent.decide.cache;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.cache.Resctrl;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.CacheQos;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.PodResctrl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which resctrl groups are to be there, and which containers in which of them. A machine has few groups: those of classes come
 * first, best effort before others, then those of pods by their uid. A pod without a group of its own is in its class's.
 *
 * @param groups by name
 * @param places the group of each container that has one
 * @param left groups for which there is no room
 * @param invalid pods whose own settings cannot be used, and why
 */
record WantedGroups(
        Map<String, WantedGroup> groups, Map<CgroupPath, String> places, List<String> left, List<String> invalid) {
    /** Koordinator's names, so that either program finds the other's groups. */
    private static final String POD_PREFIX = "koordlet-";

    private static final Map<String, QosClass> CLASSES = classes();

    private static Map<String, QosClass> classes() {
        Map<String, QosClass> classes = new LinkedHashMap<>();
        classes.put("BE", QosClass.BE);
        classes.put("LS", QosClass.LS);
        classes.put("LSR", QosClass.LSR);
        return classes;
    }

    /** Whether a group is of those that the agent makes, by its name. */
    static boolean isOwn(String name) {
        return CLASSES.containsKey(name) || name.startsWith(POD_PREFIX);
    }

    /**
     * What the policy and the pods ask for.
     *
     * @param narrowed whether best effort has less than it is meant to have; what single pods of it ask for does not count meanwhile
     */
    static WantedGroups of(
            Observation seen, Resctrl machine, ResourceQos policy, List<PodObservation> pods, boolean narrowed) {
        List<WantedGroup> asked = new ArrayList<>();
        CLASSES.forEach((name, qos) -> {
            CacheQos settings = policy.of(qos).cache();
            if (settings.enabled()) {
                asked.add(WantedGroup.ofClass(name, settings));
            }
        });
        List<String> invalid = new ArrayList<>();
        List<PodObservation> inOrder = pods.stream()
                .filter(pod -> !narrowed || pod.pod().qos() != QosClass.BE)
                .sorted(Comparator.comparing(pod -> pod.pod().ref().uid()))
                .toList();
        for (PodObservation pod : inOrder) {
            switch (PodResctrl.parse(pod.pod().marks().annotations().get(Annotations.RESCTRL))) {
                case Parsed.Absent<PodResctrl>() -> {}
                case Parsed.Valid<PodResctrl>(PodResctrl own) -> asked.add(new WantedGroup(podGroup(pod.pod()), own));
                case Parsed.Invalid<PodResctrl>(String why) ->
                    invalid.add(pod.pod().ref() + ": " + Annotations.RESCTRL + ": " + why);
            }
        }
        int room = Math.max(0, machine.mostGroups() - foreign(seen, machine, asked));
        Map<String, WantedGroup> groups = new TreeMap<>();
        asked.stream().limit(room).forEach(group -> groups.put(group.name(), group));
        List<String> left =
                asked.stream().skip(room).map(WantedGroup::name).sorted().toList();
        return new WantedGroups(groups, places(pods, groups.keySet()), left, List.copyOf(invalid));
    }

    /** The names that groups of best effort have, be they there or not. */
    static Set<String> ofBestEffort(List<PodObservation> pods) {
        Set<String> names = new HashSet<>();
        names.add(className(QosClass.BE));
        pods.stream().filter(pod -> pod.pod().qos() == QosClass.BE).forEach(pod -> names.add(podGroup(pod.pod())));
        return names;
    }

    private static String podGroup(PodView pod) {
        return POD_PREFIX + pod.ref().uid();
    }

    /** Groups of somebody else, which take room. */
    private static int foreign(Observation seen, Resctrl machine, List<WantedGroup> asked) {
        Set<String> names = new HashSet<>(machine.groups().keySet());
        names.remove(Resctrl.ROOT);
        asked.forEach(group -> names.remove(group.name()));
        names.removeIf(name -> seen.held().containsKey(new KnobKey(new CgroupPath(name), Knob.RESCTRL_GROUP)));
        return names.size();
    }

    private static Map<CgroupPath, String> places(List<PodObservation> pods, Set<String> groups) {
        Map<CgroupPath, String> places = new TreeMap<>();
        for (PodObservation pod : pods) {
            String own = podGroup(pod.pod());
            String ofClass = className(pod.pod().qos());
            String group = groups.contains(own) ? own : groups.contains(ofClass) ? ofClass : Resctrl.ROOT;
            pod.containers().forEach(container -> places.put(container.cgroup(), group));
        }
        return places;
    }

    private static String className(QosClass qos) {
        return switch (qos) {
            case LSE, LSR -> "LSR";
            case LS -> "LS";
            case BE -> "BE";
            case SYSTEM -> Resctrl.ROOT;
        };
    }
}
