package io.sublet.model.slo;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;

/**
 * An application that runs on the node outside of pods.
 *
 * @param priority with the default applied
 * @param qos with the default applied
 * @param base the group below which it is
 * @param path of its group below that one
 */
public record HostApplication(String name, PriorityClass priority, QosClass qos, Base base, String path) {
    /** A group whose place is known. */
    public enum Base {
        CGROUP_ROOT("CgroupRoot"),
        KUBEPODS("Kubepods"),
        KUBEPODS_BURSTABLE("KubepodsBurstable"),
        KUBEPODS_BEST_EFFORT("KubepodsBesteffort");

        private final String wireName;

        Base(String wireName) {
            this.wireName = wireName;
        }

        /** The value of {@code cgroupPath.base}. */
        public String wireName() {
            return wireName;
        }
    }

    /** Whether it gives way to online services: by its class, and by being where best effort is. */
    public boolean isBestEffort() {
        return qos == QosClass.BE && base == Base.KUBEPODS_BEST_EFFORT;
    }
}
