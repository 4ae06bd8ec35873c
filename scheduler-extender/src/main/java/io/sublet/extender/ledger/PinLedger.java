package io.sublet.extender.ledger;

import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.pin.HeldPod;
import io.sublet.extender.pin.NodeDeclaration;
import io.sublet.extender.pin.PinPod;
import io.sublet.extender.pin.PinnableNode;
import io.sublet.extender.pin.TopologyReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what of each node. What the watches show is the truth; between a binding and the watch that shows it stands a
 * {@link Claim}, so that no CPU is given away twice. A claim ends when the watch shows its pod, on whichever node, or that the
 * pod is gone, or when whoever made it knows that the binding failed; never by the passing of time alone.
 *
 * <p>Changes to one node exclude each other; a reader takes one value and is never in the way. No lock is held during a call.
 */
public final class PinLedger {
    private final Map<String, NodeBook> books = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> nodesByPod = new ConcurrentHashMap<>();
    private final Map<String, String> flaws = new ConcurrentHashMap<>();
    private final Complaints complaints;

    public PinLedger(Complaints complaints) {
        this.complaints = complaints;
    }

    /** The node as it is now; empty if there is none of that name. */
    public Optional<PinnableNode> node(String name) {
        NodeBook book = books.get(name);
        return book == null ? Optional.empty() : Optional.ofNullable(book.published());
    }

    /** Takes in a new or changed Node. */
    public void put(NodeDeclaration node) {
        change(node.name(), book -> {
            if (!book.declares(node)) {
                book.declare(Optional.of(node));
                tell(node.name(), book);
            }
        });
    }

    public void removeNode(String name) {
        change(name, book -> book.declare(Optional.empty()));
    }

    /** Takes in a new or changed NodeResourceTopology. */
    public void put(TopologyReport report) {
        change(report.node(), book -> {
            if (!book.reports(report)) {
                book.report(Optional.of(report));
                tell(report.node(), book);
            }
        });
    }

    public void removeTopology(String node) {
        change(node, book -> book.report(Optional.empty()));
    }

    /** Takes in a pod that has a node and is not finished. Claims for it on other nodes end. */
    public void see(String node, HeldPod pod) {
        String uid = pod.ref().uid();
        change(node, book -> {
            if (book.see(pod)) {
                link(uid, node);
                tell(node, book);
            }
        });
        for (String other : nodesOf(uid)) {
            if (!other.equals(node)) {
                change(other, book -> drop(book, uid, other));
            }
        }
        hear(pod);
    }

    /** A flaw is told once, until it is another one or gone. */
    private void hear(HeldPod pod) {
        String uid = pod.ref().uid();
        if (pod.flaw().isEmpty()) {
            flaws.remove(uid);
            return;
        }
        String flaw = pod.flaw().get();
        if (!flaw.equals(flaws.put(uid, flaw))) {
            complaints.about(pod.ref(), ClaimFault.CpusUnreadable, flaw);
        }
    }

    /** Drops a pod that is gone or finished. */
    public void gone(String uid) {
        for (String node : nodesOf(uid)) {
            change(node, book -> drop(book, uid, node));
        }
        flaws.remove(uid);
    }

    /** Promises a node's CPUs to a pod, if the node takes it as it is at this moment. */
    public ClaimResult claim(String node, PinPod pod, long deadline) {
        List<ClaimResult> result = new ArrayList<>(1);
        change(node, book -> {
            ClaimResult made = book.claim(pod, node, deadline);
            if (made instanceof ClaimResult.Granted) {
                link(pod.ref().uid(), node);
            }
            result.add(made);
        });
        return result.getFirst();
    }

    /** Moves a claim on; empty if it has ended in the meantime, because the watch has shown what became of the pod. */
    public Optional<Claim> move(Claim claim, Stage stage, long deadline) {
        List<Claim> moved = new ArrayList<>(1);
        change(claim.node(), book -> book.move(claim, stage, deadline).ifPresent(moved::add));
        return moved.stream().findFirst();
    }

    /** Gives back what a claim holds; does nothing if it has ended in the meantime. */
    public void release(Claim claim) {
        change(claim.node(), book -> {
            if (book.isCurrent(claim)) {
                drop(book, claim.pod().ref().uid(), claim.node());
            }
        });
    }

    /** Claims that are to be looked after. */
    public List<Claim> due(long nanos) {
        return claims().stream().filter(claim -> nanos - claim.deadline() >= 0).toList();
    }

    /** All claims, which are few. */
    public List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        for (String node : books.keySet()) {
            NodeBook book = books.get(node);
            if (book != null && book.hasClaims()) {
                change(node, current -> claims.addAll(current.claims()));
            }
        }
        return claims;
    }

    /** Whether the watch has shown the pod on some node. */
    public boolean hasSeen(String uid) {
        boolean[] seen = {false};
        for (String node : nodesOf(uid)) {
            change(node, book -> seen[0] |= book.hasSeen(uid));
        }
        return seen[0];
    }

    /** All nodes as they are now. */
    public List<PinnableNode> nodes() {
        List<PinnableNode> nodes = new ArrayList<>();
        for (NodeBook book : books.values()) {
            PinnableNode node = book.published();
            if (node != null) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    /** How many pods, each by kind of conflict, have CPUs that are not theirs alone. */
    public int conflicts() {
        return books.values().stream().mapToInt(NodeBook::conflictCount).sum();
    }

    private void tell(String node, NodeBook book) {
        book.newConflicts((pod, conflict) ->
                complaints.about(pod, ClaimFault.of(conflict.kind()), "of node " + node + ": " + conflict.text()));
    }

    private void drop(NodeBook book, String uid, String node) {
        book.drop(uid);
        tell(node, book);
        nodesByPod.computeIfPresent(uid, (key, nodes) -> {
            Set<String> left = new HashSet<>(nodes);
            left.remove(node);
            return left.isEmpty() ? null : Set.copyOf(left);
        });
    }

    private void link(String uid, String node) {
        nodesByPod.merge(uid, Set.of(node), (before, more) -> {
            Set<String> all = new HashSet<>(before);
            all.addAll(more);
            return Set.copyOf(all);
        });
    }

    private Set<String> nodesOf(String uid) {
        return nodesByPod.getOrDefault(uid, Set.of());
    }

    /** One change of one node at a time; books that say nothing are not kept. */
    private void change(String node, Consumer<NodeBook> change) {
        books.compute(node, (name, known) -> applied(known, change));
    }

    private static @Nullable NodeBook applied(@Nullable NodeBook known, Consumer<NodeBook> change) {
        NodeBook book = known == null ? new NodeBook() : known;
        change.accept(book);
        return book.isEmpty() ? null : book;
    }
}
