package io.sublet.agent.kernel.net;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Errno;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Identity;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobPlace;
import io.sublet.agent.kernel.net.Netlink.Family;
import io.sublet.agent.kernel.net.Netlink.Reply;
import io.sublet.agent.kernel.net.TrafficMessages.Listed;
import io.sublet.model.reading.Reading;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The classes of traffic of a network device, which is named by the path; see {@link TrafficTree}. The text is the tree, {@link #NONE},
 * or names another program's qdisc, which is left alone.
 */
public final class NetworkPlace implements KnobPlace {
    /** The text of a device with nothing but the kernel's own. */
    public static final String NONE = "none";

    private static final int NO_SUCH = 2;

    private final Netlink netlink;
    private int sequence;

    public NetworkPlace(Netlink netlink) {
        this.netlink = netlink;
    }

    @Override
    public Reading<String> text(CgroupPath device, Knob knob) {
        return switch (identity(device, knob)) {
            case Identity.Known(long number) -> text((int) number);
            case Identity.Gone() -> Reading.missing("device " + device.path() + ": " + Errno.ENODEV);
            case Identity.Unknown(String cause) -> Reading.missing(cause);
        };
    }

    private Reading<String> text(int device) {
        Reply qdiscs = ask(Family.ROUTE, TrafficMessages.listQdiscs(device, next()));
        if (!qdiscs.isDone()) {
            return Reading.missing(problem(qdiscs));
        }
        Optional<Listed> top = qdiscs.messages().stream()
                .map(Listed::of)
                .filter(qdisc -> qdisc.device() == device && qdisc.parent() == TrafficMessages.ROOT)
                .findFirst();
        // What the kernel has put there by itself has no handle.
        if (top.isEmpty() || top.get().handle() == 0) {
            return Reading.of(NONE);
        }
        if (!top.get().kind().equals("htb") || top.get().handle() != TrafficMessages.HANDLE) {
            return Reading.of("foreign " + top.get().kind() + " "
                    + Integer.toHexString(top.get().handle() >>> 16) + ":");
        }
        return classes(device)
                .flatMap(classes -> pods().map(pods -> new TrafficTree(top.get().rest(), classes, pods).render()));
    }

    private Reading<SortedMap<Integer, TrafficTree.Node>> classes(int device) {
        Reply reply = ask(Family.ROUTE, TrafficMessages.listClasses(device, next()));
        if (!reply.isDone()) {
            return Reading.missing(problem(reply));
        }
        SortedMap<Integer, TrafficTree.Node> classes = new TreeMap<>();
        for (byte[] message : reply.messages()) {
            Listed listed = Listed.of(message);
            if (listed.device() == device && listed.kind().equals("htb")) {
                listed.node().ifPresent(node -> classes.put(listed.handle() & 0xffff, node));
            }
        }
        return Reading.of(classes);
    }

    private Reading<SortedMap<String, TrafficTree.Source>> pods() {
        Reply reply = ask(Family.NETFILTER, SortingMessages.list(next()));
        if (reply.error() == NO_SUCH) {
            return Reading.of(new TreeMap<>());
        }
        return reply.isDone() ? Reading.of(SortingMessages.sources(reply.messages())) : Reading.missing(problem(reply));
    }

    @Override
    public FileResult write(CgroupPath path, Knob knob, String text) {
        return switch (identity(path, knob)) {
            case Identity.Known(long number) -> write((int) number, text);
            case Identity.Gone() -> FileResult.gone();
            case Identity.Unknown(String cause) -> new FileResult.Refused(Errno.OTHER, cause);
        };
    }

    private FileResult write(int device, String text) {
        Reading<String> now = text(device);
        Optional<TrafficTree> wanted = TrafficTree.parse(text);
        if (now instanceof Reading.Missing<String>(String cause)) {
            return new FileResult.Refused(Errno.OTHER, cause);
        }
        String shown = now.toOptional().orElse("");
        if (shown.startsWith("foreign")) {
            return new FileResult.Refused(Errno.EBUSY, "the device has a qdisc of another program: " + shown);
        }
        return wanted.isPresent()
                ? put(device, TrafficTree.parse(shown), wanted.get())
                : shown.equals(NONE) ? FileResult.done() : remove(device);
    }

    private FileResult remove(int device) {
        Reply sorting = ask(Family.NETFILTER, SortingMessages.delete(next()));
        return sorting.isDone()
                ? result(ask(Family.ROUTE, TrafficMessages.deleteQdisc(device, next())))
                : result(sorting);
    }

    private FileResult put(int device, Optional<TrafficTree> now, TrafficTree wanted) {
        if (now.isEmpty()) {
            Reply added = ask(Family.ROUTE, TrafficMessages.addQdisc(device, wanted.rest(), next()));
            if (!added.isDone()) {
                return result(added);
            }
        }
        TrafficTree before = now.orElse(new TrafficTree(wanted.rest(), new TreeMap<>(), new TreeMap<>()));
        for (int number : inOrder(wanted)) {
            TrafficTree.Node node = wanted.classes().get(number);
            if (node != null && !node.equals(before.classes().get(number))) {
                Reply reply = ask(Family.ROUTE, TrafficMessages.putClass(device, number, node, next()));
                if (!reply.isDone()) {
                    return result(reply);
                }
            }
        }
        if (!wanted.pods().equals(before.pods())) {
            Reply reply = ask(Family.NETFILTER, SortingMessages.replace(wanted.pods(), next()));
            if (!reply.isDone()) {
                return result(reply);
            }
        }
        // Only now does nothing go into those any more.
        for (int number : inOrder(before).reversed()) {
            if (!wanted.classes().containsKey(number)) {
                Reply reply = ask(Family.ROUTE, TrafficMessages.deleteClass(device, number, next()));
                if (!reply.isDone()) {
                    return result(reply);
                }
            }
        }
        return FileResult.done();
    }

    /** Parents before their children. */
    private static List<Integer> inOrder(TrafficTree tree) {
        return tree.classes().keySet().stream()
                .sorted(Comparator.comparingInt((Integer number) -> tree.depth(number))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    @Override
    public Identity identity(CgroupPath device, Knob knob) {
        Reply reply = ask(Family.ROUTE, TrafficMessages.findDevice(device.path(), next()));
        if (reply.isDone() && !reply.messages().isEmpty()) {
            return new Identity.Known(TrafficMessages.device(reply.messages().getFirst()));
        }
        return reply.error() != 0 && Errno.ofNumber(reply.error()).isGone()
                ? new Identity.Gone()
                : new Identity.Unknown("device " + device.path() + ": " + problem(reply));
    }

    /** Room for the messages of one request. */
    private int next() {
        sequence += 1024;
        return sequence;
    }

    private Reply ask(Family family, byte[] messages) {
        return netlink.ask(family, messages, sequence);
    }

    private static String problem(Reply reply) {
        return reply.problem().isEmpty() ? Errno.ofNumber(reply.error()).name() : reply.problem();
    }

    private static FileResult result(Reply reply) {
        return reply.isDone()
                ? FileResult.done()
                : new FileResult.Refused(Errno.ofNumber(reply.error()), reply.problem());
    }
}
