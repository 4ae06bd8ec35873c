package io.sublet.webhook.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.pod.QosClass;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A ClusterColocationProfile that was checked. Profiles apply in the order of their names.
 *
 * @param name of the object
 * @param scope which pods it is about
 * @param changes what they get
 * @param resources how the pods' cpu and memory are treated
 */
public record Profile(String name, Scope scope, Changes changes, Resources resources) {

    /**
     * Which pods.
     *
     * @param namespaces on labels of the namespace
     * @param pods on labels of the pod as it arrives
     * @param probability share of these pods that is changed
     */
    public record Scope(LabelQuery namespaces, LabelQuery pods, Probability probability) {}

    /**
     * What pods get.
     *
     * @param patch strategic merge patch of the pod, applied last
     */
    public record Changes(
            KeyChanges labels,
            KeyChanges annotations,
            Optional<String> schedulerName,
            Standing standing,
            Optional<ObjectNode> patch) {

        /** Whether what is set is the same for every pod, whatever it has. */
        public boolean areFixed() {
            return patch.isEmpty() && labels.areFixed() && annotations.areFixed();
        }
    }

    /**
     * What becomes of the pods' cpu and memory.
     *
     * @param kept they stay as they are, whichever other profiles match
     * @param toldBy the variables that tell processes how many CPUs they have, in the order of their declaration
     */
    public record Resources(boolean kept, Set<CpuVariable> toldBy) {
        public static final Resources TRANSLATED = new Resources(false, Set.of());

        public Resources {
            toldBy = Collections.unmodifiableSortedSet(new TreeSet<>(toldBy));
        }
    }

    /**
     * The rank of the pods.
     *
     * @param qos the label {@code koordinator.sh/qosClass}
     * @param priorityClassName name of a PriorityClass object that must exist
     * @param subPriority the label {@code koordinator.sh/priority}
     */
    public record Standing(Optional<QosClass> qos, Optional<String> priorityClassName, OptionalInt subPriority) {
        public static final Standing UNCHANGED = new Standing(Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    /**
     * Changes of labels or of annotations, in this order.
     *
     * @param values set or overwritten
     * @param copies from one key to another; sources are read before any target is written
     * @param suffixes by key, appended to a value that is there and does not end so
     */
    public record KeyChanges(
            SortedMap<String, String> values, SortedMap<String, String> copies, SortedMap<String, String> suffixes) {
        public static final KeyChanges NONE = of(Map.of(), Map.of(), Map.of());

        boolean areFixed() {
            return copies.isEmpty() && suffixes.isEmpty();
        }

        public static KeyChanges of(
                Map<String, String> values, Map<String, String> copies, Map<String, String> suffixes) {
            return new KeyChanges(new TreeMap<>(values), new TreeMap<>(copies), new TreeMap<>(suffixes));
        }
    }
}
