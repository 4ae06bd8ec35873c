package io.sublet.agent.decide.network;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.net.Addresses;
import io.sublet.agent.kernel.net.TrafficTree;
import io.sublet.agent.kernel.net.TrafficTree.Node;
import io.sublet.agent.kernel.net.TrafficTree.Source;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.pod.QosClass;
import io.sublet.model.slo.BitRate;
import io.sublet.model.slo.DscpRule;
import io.sublet.model.slo.NetworkQos;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.PodNetworkQos;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The classes that the policy asks for. Their numbers are Koordinator's: 1 all, 2 the system, 3 online pods, 4 best effort. What is not
 * a pod's with a network of its own is the system's. A pod with a limit has a class of its own below that of its kind; since the kernel gives packets to
 * classes at the bottom alone, the pods without one share {@code 13} or {@code 14}.
 */
final class WantedTraffic {
    static final int ALL = 1;
    static final int SYSTEM = 2;
    static final int ONLINE = 3;
    static final int BATCH = 4;
    private static final int SHARED = 0x10;
    private static final int FIRST_OF_PODS = 0x100;
    private static final int NUMBERS_OF_PODS = 0xfe00;

    private final BitRate total;
    private final DscpRule marks;
    private final SortedMap<Integer, Node> classes = new TreeMap<>();
    private final SortedMap<String, Source> pods = new TreeMap<>();
    private final List<String> invalid = new ArrayList<>();

    private WantedTraffic(BitRate total, DscpRule marks) {
        this.total = total;
        this.marks = marks;
    }

    static WantedTraffic of(ResourceQos policy, DscpRule marks, List<PodObservation> observed) {
        WantedTraffic wanted = new WantedTraffic(policy.networkTotal(), marks);
        wanted.addKinds(policy.of(QosClass.LS).network(), policy.of(QosClass.BE).network());
        observed.stream()
                .map(PodObservation::pod)
                .filter(pod -> !pod.address().host())
                .sorted(Comparator.comparing(pod -> pod.ref().uid()))
                .forEach(wanted::add);
        return wanted;
    }

    private void addKinds(NetworkQos online, NetworkQos batch) {
        BitRate onlineRate = guaranteed(online);
        BitRate batchRate = guaranteed(batch);
        BitRate rest = new BitRate(Math.max(
                least().bitsPerSecond(),
                total.bitsPerSecond() - onlineRate.bitsPerSecond() - batchRate.bitsPerSecond()));
        put(ALL, 0, total, total, 0);
        put(SYSTEM, ALL, rest, total, 1);
        put(ONLINE, ALL, onlineRate, ceiling(online), 2);
        put(BATCH, ALL, batchRate, ceiling(batch), 3);
        put(SHARED | ONLINE, ONLINE, onlineRate, ceiling(online), 2);
        put(SHARED | BATCH, BATCH, batchRate, ceiling(batch), 3);
    }

    /** The kernel takes no rate of zero: a hundredth. */
    private BitRate least() {
        return new BitRate(Math.max(8, total.bitsPerSecond() / 100));
    }

    private BitRate guaranteed(NetworkQos qos) {
        return qos.egressGuaranteed().of(total).orElse(least()).max(least()).min(ceiling(qos));
    }

    private BitRate ceiling(NetworkQos qos) {
        return qos.egressCeiling().of(total).orElse(total).min(total).max(least());
    }

    private void put(int number, int parent, BitRate rate, BitRate ceiling, int prio) {
        classes.put(
                number,
                new Node(parent, Math.max(1, rate.bytesPerSecond()), Math.max(1, ceiling.bytesPerSecond()), prio));
    }

    private void add(PodView pod) {
        if (pod.qos() == QosClass.SYSTEM) {
            return;
        }
        int kind = pod.qos() == QosClass.BE ? BATCH : ONLINE;
        int number = limit(pod).map(limit -> own(pod, kind, limit)).orElse(SHARED | kind);
        Source source = new Source(number, marks.of(pod.priority()));
        pod.address().ips().stream().filter(Addresses::isValid).forEach(address -> pods.put(address, source));
    }

    private Optional<BitRate> limit(PodView pod) {
        return switch (PodNetworkQos.parse(pod.marks().annotations().get(Annotations.NETWORK_QOS))) {
            case Parsed.Absent<NetworkQos>() -> Optional.empty();
            case Parsed.Valid<NetworkQos>(NetworkQos own) -> own.egressCeiling().of(total);
            case Parsed.Invalid<NetworkQos>(String why) -> {
                invalid.add(pod.ref() + ": " + Annotations.NETWORK_QOS + ": " + why);
                yield Optional.empty();
            }
        };
    }

    /** A class by the pod's uid, so that it keeps its number while others come and go. */
    private int own(PodView pod, int kind, BitRate limit) {
        int number = FIRST_OF_PODS + Math.floorMod(pod.ref().uid().hashCode(), NUMBERS_OF_PODS);
        while (classes.containsKey(number)) {
            number = FIRST_OF_PODS + (number - FIRST_OF_PODS + 1) % NUMBERS_OF_PODS;
        }
        BitRate most = limit.min(total);
        put(number, kind, least().min(most), most, kind == BATCH ? 3 : 2);
        return number;
    }

    TrafficTree tree() {
        return new TrafficTree(SYSTEM, classes, pods);
    }

    /** Pods whose own settings cannot be used, and why. */
    List<String> invalid() {
        return List.copyOf(invalid);
    }
}
