package io.sublet.extender.ledger;

import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.pin.HeldPod;
import io.sublet.extender.pin.L3Domains;
import io.sublet.extender.pin.NodeDeclaration;
import io.sublet.extender.pin.NodeSetup;
import io.sublet.extender.pin.PinPod;
import io.sublet.extender.pin.PinVerdict.Fits;
import io.sublet.extender.pin.PinVerdict.Unfit;
import io.sublet.extender.pin.PinnableNode;
import io.sublet.extender.pin.TopologyReport;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuConflict;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NodeCpuPolicy;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.NodeCpus.NodeTotals;
import io.sublet.model.cpu.ReservedCpus;
import io.sublet.model.pod.PodRef;
import io.sublet.model.resource.CpuMemory;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One node's part of the ledger. Changed by one thread at a time, read by any through {@link #published}. */
final class NodeBook {
    private static final L3Domains NO_L3 = L3Domains.of(CpuTopology.EMPTY);

    private final Map<String, HeldPod> pods = new HashMap<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private Optional<NodeDeclaration> node = Optional.empty();
    private Optional<TopologyReport> topology = Optional.empty();
    private NodeSetup setup = new NodeSetup(
            NodeCpus.of(CpuTopology.EMPTY, ReservedCpus.NONE, NodeCpuPolicy.DEFAULT, Collections.emptySortedMap()),
            NO_L3,
            Optional.empty());
    private NodeCpus cpus = setup.empty();
    private volatile Set<CpuConflict> conflicts = Set.of();
    private CpuMemory requested = CpuMemory.ZERO;
    private volatile @Nullable PinnableNode published;
    private volatile boolean claimed;

    /** The node as it is now; null as long as there is no Node object. */
    @Nullable
    PinnableNode published() {
        return published;
    }

    boolean isEmpty() {
        return node.isEmpty() && topology.isEmpty() && pods.isEmpty();
    }

    void declare(Optional<NodeDeclaration> declared) {
        node = declared;
        setUp();
    }

    void report(Optional<TopologyReport> reported) {
        topology = reported;
        setUp();
    }

    boolean declares(NodeDeclaration declared) {
        return node.filter(declared::equals).isPresent();
    }

    boolean reports(TopologyReport reported) {
        return topology.filter(reported::equals).isPresent();
    }

    private void setUp() {
        if (node.isPresent()) {
            setup = NodeSetup.of(node.get(), topology);
        }
        cpus = cpus.onto(setup.empty());
        publish();
    }

    /** Takes a pod as the watch shows it, which ends its claim; whether that changes anything. */
    boolean see(HeldPod pod) {
        boolean known = !claims.containsKey(pod.ref().uid())
                && pod.equals(pods.get(pod.ref().uid()));
        endClaim(pod.ref().uid());
        put(pod);
        return !known;
    }

    /** Drops a pod and its claim. */
    void drop(String uid) {
        endClaim(uid);
        HeldPod dropped = pods.remove(uid);
        if (dropped != null) {
            requested = requested.minus(dropped.requests());
            cpus = dropped.cpus().isPresent() ? cpus.without(uid) : cpus;
            publish();
        }
    }

    private void endClaim(String uid) {
        claims.remove(uid);
        claimed = !claims.isEmpty();
    }

    ClaimResult claim(PinPod pod, String name, long deadline) {
        String uid = pod.ref().uid();
        Claim known = claims.get(uid);
        if (known != null) {
            return known.stage() == Stage.UNSETTLED && known.request().equals(pod.request())
                    ? grant(known.to(Stage.BINDING, deadline))
                    : new ClaimResult.Busy();
        }
        if (pods.containsKey(uid)) {
            return new ClaimResult.AlreadyThere();
        }
        PinnableNode now = published;
        return switch (now == null ? PinnableNode.unknown() : now.judge(pod)) {
            case Unfit unfit -> new ClaimResult.Refused(unfit);
            case Fits fits -> {
                HeldPod held = HeldPod.of(pod, fits.placed());
                put(held);
                yield grant(new Claim(name, held, pod.request(), fits.placed(), Stage.BINDING, false, deadline));
            }
        };
    }

    private ClaimResult.Granted grant(Claim claim) {
        claims.put(claim.pod().ref().uid(), claim);
        claimed = true;
        return new ClaimResult.Granted(claim);
    }

    /** Moves a claim on, if it is the current one. */
    Optional<Claim> move(Claim claim, Stage stage, long deadline) {
        if (!isCurrent(claim)) {
            return Optional.empty();
        }
        Claim moved = claim.to(stage, deadline);
        claims.put(claim.pod().ref().uid(), moved);
        return Optional.of(moved);
    }

    @SuppressWarnings("ReferenceEquality") // an equal claim may be somebody else's
    boolean isCurrent(Claim claim) {
        return claims.get(claim.pod().ref().uid()) == claim;
    }

    Collection<Claim> claims() {
        return claims.values();
    }

    /** Perhaps outdated for a thread that may not change this. */
    boolean hasClaims() {
        return claimed;
    }

    boolean hasSeen(String uid) {
        return pods.containsKey(uid) && !claims.containsKey(uid);
    }

    private void put(HeldPod pod) {
        HeldPod before = pods.put(pod.ref().uid(), pod);
        if (pod.equals(before)) {
            return;
        }
        requested = requested.plus(pod.requests());
        requested = before == null ? requested : requested.minus(before.requests());
        if (pod.cpus().isPresent()) {
            cpus = cpus.with(pod.cpus().get());
        } else if (before != null && before.cpus().isPresent()) {
            cpus = cpus.without(pod.ref().uid());
        }
        publish();
    }

    private void publish() {
        Amounts allocatable = node.map(NodeDeclaration::allocatable).orElse(Amounts.NONE);
        cpus = cpus.with(new NodeTotals(
                allocatable,
                Amounts.of(requested.cpu().value(), requested.memory().value())));
        published = node.isPresent() ? new PinnableNode(cpus, pods.values(), setup.l3Domains(), setup.flaw()) : null;
    }

    /**
     * Says which pods have come to be at odds since the last call. A claim never is: if another pod has its CPUs, it has lost
     * its right to them and only does not know it yet.
     */
    void newConflicts(BiConsumer<PodRef, CpuConflict> hearer) {
        if (node.isEmpty() || topology.isEmpty()) {
            return;
        }
        NodeCpus seen = cpus;
        for (String uid : claims.keySet()) {
            seen = seen.without(uid);
        }
        Set<CpuConflict> now = new HashSet<>(seen.conflicts());
        for (CpuConflict conflict : now) {
            HeldPod pod = pods.get(conflict.uid());
            if (pod != null && !conflicts.contains(conflict)) {
                hearer.accept(pod.ref(), conflict);
            }
        }
        conflicts = now;
    }

    /** How many pods, each by kind, are at odds. */
    int conflictCount() {
        return conflicts.size();
    }
}
