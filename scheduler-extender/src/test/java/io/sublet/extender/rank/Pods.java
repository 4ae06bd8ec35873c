package io.sublet.extender.rank;

import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.ResourceNames;
import java.util.HashMap;
import java.util.Map;

/** Pods for tests, in cores and GiB. */
public final class Pods {
    public static final long GIB = 1L << 30;

    private Pods() {}

    /** A prod pod whose requests are its limits. */
    public static PodShape guaranteed(long cores, long gibibytes) {
        ResourceAmounts amounts = amounts(cores * 1000, gibibytes * GIB);
        return pod(PriorityClass.PROD, amounts, amounts);
    }

    public static PodShape burstable(ResourceAmounts requests, ResourceAmounts limits) {
        return pod(PriorityClass.PROD, requests, limits);
    }

    /** A pod of the class batch. */
    public static PodShape batch(long milliCpu, long bytes) {
        ResourceAmounts amounts =
                new ResourceAmounts(Map.of(ResourceNames.BATCH_CPU, milliCpu, ResourceNames.BATCH_MEMORY, bytes));
        return pod(PriorityClass.BATCH, amounts, amounts);
    }

    public static PodShape pod(PriorityClass priority, ResourceAmounts requests, ResourceAmounts limits) {
        return new PodShape(
                new PodRef("default", "candidate", "uid-candidate"),
                "koord-scheduler",
                priority,
                false,
                new PodResources(requests, limits),
                LoadEstimation.NONE,
                PinMarks.NONE);
    }

    /** With what it says of its load. */
    public static PodShape saying(PodShape pod, Map<String, String> annotations) {
        return new PodShape(
                pod.ref(),
                pod.schedulerName(),
                pod.priority(),
                pod.daemonSet(),
                pod.resources(),
                LoadEstimation.of(annotations),
                pod.pinMarks());
    }

    /** Of which this much is expected: the estimate is never more than the limit. */
    static PodResources estimatedAs(long milliCpu, long bytes) {
        return new PodResources(amounts(2 * milliCpu, 2 * bytes), amounts(milliCpu, bytes));
    }

    public static PodShape daemon(PodShape pod) {
        return new PodShape(
                pod.ref(),
                pod.schedulerName(),
                pod.priority(),
                true,
                pod.resources(),
                pod.estimation(),
                pod.pinMarks());
    }

    /** CPU in milli-CPU and memory in bytes; 0 leaves one out. */
    public static ResourceAmounts amounts(long milliCpu, long bytes) {
        Map<String, Long> amounts = new HashMap<>();
        if (milliCpu > 0) {
            amounts.put(ResourceNames.CPU, milliCpu);
        }
        if (bytes > 0) {
            amounts.put(ResourceNames.MEMORY, bytes);
        }
        return new ResourceAmounts(amounts);
    }
}
