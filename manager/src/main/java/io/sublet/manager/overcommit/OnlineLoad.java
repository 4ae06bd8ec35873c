package io.sublet.manager.overcommit;

import io.sublet.manager.view.PodView;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the pods and host applications that come before batch take from a node: all of them but those of the classes batch
 * and free.
 *
 * <ol>
 *   <li>A pod that is measured counts with its usage; one of class LSE with its CPU request, because nobody else may use its
 *       CPUs.
 *   <li>A pod that is not measured yet counts with its request.
 *   <li>A pod that is measured and not known, because it has just ended or not been seen yet, counts with its usage.
 * </ol>
 *
 * @param used sum of usage
 * @param requested sum of requests
 * @param larger sum over the pods of the larger of usage and request
 * @param hostApplications sum of usage of host applications
 * @param counts how many pods there were
 * @param unknown why a usage was reported without a value; one cause if there are several
 * @param largest the largest single usage, to judge whether the report is believable
 */
public record OnlineLoad(
        CpuMemory used,
        CpuMemory requested,
        CpuMemory larger,
        CpuMemory hostApplications,
        Counts counts,
        Optional<String> unknown,
        CpuMemory largest) {
    /** Pods that counted. */
    public record Counts(int pods, int unmeasured, int dangling) {}

    public static OnlineLoad of(Collection<PodView> pods, NodeUsageReport report) {
        Sum sum = new Sum(report);
        pods.forEach(sum::add);
        sum.addDangling();
        report.hostApplications().forEach(sum::add);
        return sum.result();
    }

    /** The running sum. */
    private static final class Sum {
        private final Map<String, PodUsage> measured = new HashMap<>();
        private CpuMemory used = CpuMemory.ZERO;
        private CpuMemory requested = CpuMemory.ZERO;
        private CpuMemory larger = CpuMemory.ZERO;
        private CpuMemory hostApplications = CpuMemory.ZERO;
        private CpuMemory largest = CpuMemory.ZERO;
        private Optional<String> unknown = Optional.empty();
        private int pods;
        private int unmeasured;
        private int dangling;

        Sum(NodeUsageReport report) {
            report.pods().forEach(pod -> measured.merge(pod.key(), pod, Sum::heavier));
        }

        /** Of two entries for one pod, which no agent should send, in everything the one that leaves less to batch. */
        private static PodUsage heavier(PodUsage one, PodUsage other) {
            PriorityClass priority = one.priority().yieldsToOnline() ? other.priority() : one.priority();
            ResourceUsage usage = new ResourceUsage(
                    heavier(one.usage().cpu(), other.usage().cpu()),
                    heavier(one.usage().memory(), other.usage().memory()));
            return new PodUsage(one.namespace(), one.name(), priority, one.qos(), usage);
        }

        /** The larger, or what is missing: then the offer may only fall. Of two causes the first by alphabet. */
        private static <T extends Comparable<T>> Reading<T> heavier(Reading<T> one, Reading<T> other) {
            return switch (one) {
                case Reading.Missing<T>(String cause) ->
                    other instanceof Reading.Missing<T>(String second) && second.compareTo(cause) < 0 ? other : one;
                case Reading.Value<T>(T value) ->
                    other instanceof Reading.Value<T>(T second) && second.compareTo(value) <= 0 ? one : other;
            };
        }

        void add(PodView pod) {
            PodUsage usage = measured.remove(pod.key());
            if (pod.priority().yieldsToOnline()) {
                return;
            }
            pods++;
            CpuMemory request = pod.request().atLeastZero();
            requested = Amounts.plus(requested, request);
            if (usage == null) {
                unmeasured++;
                used = Amounts.plus(used, request);
                larger = Amounts.plus(larger, request);
                return;
            }
            CpuMemory measuredUsage = known(usage.usage(), request);
            used = Amounts.plus(
                    used,
                    pod.qos() == QosClass.LSE ? new CpuMemory(request.cpu(), measuredUsage.memory()) : measuredUsage);
            larger = Amounts.plus(larger, measuredUsage.max(request));
        }

        void addDangling() {
            for (PodUsage pod : measured.values()) {
                if (!pod.priority().yieldsToOnline()) {
                    dangling++;
                    CpuMemory usage = known(pod.usage(), CpuMemory.ZERO);
                    used = Amounts.plus(used, usage);
                    larger = Amounts.plus(larger, usage);
                }
            }
        }

        /** Only classes with a band of their own above batch: what has none is not the machine's to protect. */
        void add(HostApplicationUsage application) {
            if (application.priority() == PriorityClass.PROD || application.priority() == PriorityClass.MID) {
                hostApplications = Amounts.plus(hostApplications, known(application.usage(), CpuMemory.ZERO));
            }
        }

        private CpuMemory known(ResourceUsage usage, CpuMemory otherwise) {
            CpuMemory known = new CpuMemory(
                    value(usage.cpu(), otherwise.cpu(), MilliCpu.ZERO),
                    value(usage.memory(), otherwise.memory(), Bytes.ZERO));
            largest = largest.max(known);
            return known;
        }

        /** A negative number is no measurement. */
        private <T extends Comparable<T>> T value(Reading<T> reading, T otherwise, T zero) {
            return switch (reading) {
                case Reading.Value<T>(T value) when value.compareTo(zero) >= 0 -> value;
                case Reading.Value<T>(T value) -> {
                    note(value + " is negative");
                    yield otherwise;
                }
                case Reading.Missing<T>(String cause) -> {
                    note(cause);
                    yield otherwise;
                }
            };
        }

        /** The first by alphabet, so that the order of pods does not show. */
        private void note(String cause) {
            if (unknown.filter(known -> known.compareTo(cause) <= 0).isEmpty()) {
                unknown = Optional.of(cause);
            }
        }

        OnlineLoad result() {
            return new OnlineLoad(
                    used,
                    requested,
                    larger,
                    hostApplications,
                    new Counts(pods, unmeasured, dangling),
                    unknown,
                    largest);
        }
    }
}
