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
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
 * @param all of them
 * @param mid the part of the class mid
 * @param zones each NUMA zone's part of all; empty where zones are not asked for
 * @param prodRequested sum of requests of those above mid
 * @param hostApplications what host applications use
 * @param counts how many pods there were
 * @param unknown why a usage was reported without a value; one cause if there are several
 * @param largest the largest single usage, to judge whether the report is believable
 */
public record OnlineLoad(
        Load all,
        Load mid,
        List<Load> zones,
        CpuMemory prodRequested,
        HostApplications hostApplications,
        Counts counts,
        Optional<String> unknown,
        CpuMemory largest) {
    /** Pods that counted. */
    public record Counts(int pods, int unmeasured, int dangling) {}

    /**
     * Usage of services outside of pods.
     *
     * @param aboveBatch of the classes prod and mid
     * @param aboveMid of the class prod
     */
    public record HostApplications(CpuMemory aboveBatch, CpuMemory aboveMid) {}

    public OnlineLoad {
        zones = List.copyOf(zones);
    }

    /**
     * The load of one node.
     *
     * @param zoneCount NUMA zones among which it is divided; 0 does not divide it
     */
    public static OnlineLoad of(Collection<PodView> pods, NodeUsageReport report, int zoneCount) {
        Sum sum = new Sum(report, zoneCount);
        pods.forEach(sum::add);
        sum.addDangling();
        report.hostApplications().forEach(sum::add);
        return sum.result();
    }

    /** The running sum. */
    private static final class Sum {
        private final Map<String, PodUsage> measured = new HashMap<>();
        private final Load[] zones;
        private Load all = Load.NONE;
        private Load mid = Load.NONE;
        private CpuMemory prodRequested = CpuMemory.ZERO;
        private CpuMemory hostsAboveBatch = CpuMemory.ZERO;
        private CpuMemory hostsAboveMid = CpuMemory.ZERO;
        private CpuMemory largest = CpuMemory.ZERO;
        private Optional<String> unknown = Optional.empty();
        private int pods;
        private int unmeasured;
        private int dangling;

        Sum(NodeUsageReport report, int zoneCount) {
            report.pods().forEach(pod -> measured.merge(pod.key(), pod, Sum::heavier));
            zones = new Load[zoneCount];
            Arrays.fill(zones, Load.NONE);
        }

        /** Of two entries for one pod, which no agent should send, in everything the one that leaves less to batch. */
        private static PodUsage heavier(PodUsage one, PodUsage other) {
            PriorityClass priority =
                    claim(one.priority()) <= claim(other.priority()) ? one.priority() : other.priority();
            ResourceUsage usage = new ResourceUsage(
                    heavier(one.usage().cpu(), other.usage().cpu()),
                    heavier(one.usage().memory(), other.usage().memory()));
            return new PodUsage(one.namespace(), one.name(), priority, one.qos(), usage);
        }

        /** The lower, the less is left to batch: what mid pods use is set off against what mid has been promised. */
        private static int claim(PriorityClass priority) {
            return switch (priority) {
                case PROD -> 0;
                case NONE -> 1;
                case MID -> 2;
                case BATCH -> 3;
                case FREE -> 4;
            };
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
            Load load = load(pod, usage);
            all = all.plus(load);
            if (pod.priority() == PriorityClass.MID) {
                mid = mid.plus(load);
            } else {
                prodRequested = prodRequested.plusCapped(load.requested());
            }
            divide(load, pod.numaNodes());
        }

        private Load load(PodView pod, @Nullable PodUsage usage) {
            CpuMemory request = pod.request().atLeastZero();
            if (usage == null) {
                unmeasured++;
                return new Load(request, request, request);
            }
            CpuMemory measuredUsage = known(usage.usage(), request);
            boolean ownsItsCpus = pod.qos() == QosClass.LSE;
            return new Load(
                    ownsItsCpus ? new CpuMemory(request.cpu(), measuredUsage.memory()) : measuredUsage,
                    request,
                    measuredUsage.max(request));
        }

        void addDangling() {
            for (PodUsage pod : measured.values()) {
                if (!pod.priority().yieldsToOnline()) {
                    dangling++;
                    CpuMemory usage = known(pod.usage(), CpuMemory.ZERO);
                    Load load = new Load(usage, CpuMemory.ZERO, usage);
                    all = all.plus(load);
                    if (pod.priority() == PriorityClass.MID) {
                        mid = mid.plus(load);
                    }
                    divide(load, List.of());
                }
            }
        }

        /** In equal parts over the zones that the pod was given, or over all of them. */
        private void divide(Load load, List<Integer> given) {
            if (zones.length == 0) {
                return;
            }
            List<Integer> known =
                    given.stream().filter(zone -> zone < zones.length).toList();
            Load part = load.share(known.isEmpty() ? zones.length : known.size());
            for (int zone = 0; zone < zones.length; zone++) {
                if (known.isEmpty() || known.contains(zone)) {
                    zones[zone] = zones[zone].plus(part);
                }
            }
        }

        /** One whose class nobody knows has been read as prod: what it uses is not there for batch. */
        void add(HostApplicationUsage application) {
            if (application.priority() == PriorityClass.PROD || application.priority() == PriorityClass.MID) {
                CpuMemory usage = known(application.usage(), CpuMemory.ZERO);
                hostsAboveBatch = hostsAboveBatch.plusCapped(usage);
                if (application.priority() == PriorityClass.PROD) {
                    hostsAboveMid = hostsAboveMid.plusCapped(usage);
                }
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
                    all,
                    mid,
                    List.of(zones),
                    prodRequested,
                    new HostApplications(hostsAboveBatch, hostsAboveMid),
                    new Counts(pods, unmeasured, dangling),
                    unknown,
                    largest);
        }
    }
}
