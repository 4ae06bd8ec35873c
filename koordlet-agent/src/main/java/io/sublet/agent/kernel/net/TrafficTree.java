package io.sublet.agent.kernel.net;

import io.sublet.model.slo.Dscp;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The classes into which what leaves by a network device is sorted, by a qdisc of kind htb with the handle {@code 1:}; see tc-htb(8).
 *
 * @param rest the class of what is in no other
 * @param classes by the number behind {@code 1:}
 * @param pods what becomes of the packets from each address
 */
public record TrafficTree(int rest, SortedMap<Integer, Node> classes, SortedMap<String, Source> pods) {
    private static final Pattern FIRST = Pattern.compile("rest ([0-9a-f]{1,4})");
    private static final Pattern CLASS = Pattern.compile(
            "class ([0-9a-f]{1,4}) below ([0-9a-f]{1,4}) rate ([0-9]{1,18}) ceil ([0-9]{1,18}) prio ([0-9])");
    private static final Pattern POD = Pattern.compile("from " + Source.FORM);

    /**
     * One class.
     *
     * @param parent the class that it borrows from; 0 for the one at the top
     * @param rate what it has in any case, bytes each second
     * @param ceil most that it can have, bytes each second
     * @param prio who borrows first, 0 (before all others)..7
     */
    public record Node(int parent, long rate, long ceil, int prio) {}

    /**
     * What becomes of the packets from one address.
     *
     * @param number their class
     * @param dscp their mark; empty leaves them the one that they have
     */
    public record Source(int number, Optional<Dscp> dscp) {
        /** An address with a source, as {@link #render} writes it. */
        static final String FORM = "([0-9a-f.:]{2,45}) ([0-9a-f]{1,4})(?: dscp ([0-5]?[0-9]|6[0-3]))?";

        /** Without a mark. */
        public Source(int number) {
            this(number, Optional.empty());
        }

        /** From a match of {@link #FORM}. */
        static Source of(Matcher matched) {
            return new Source(
                    Integer.parseInt(matched.group(2), 16),
                    Optional.ofNullable(matched.group(3)).map(value -> new Dscp(Integer.parseInt(value))));
        }

        String render(String address) {
            return address + " " + Integer.toHexString(number)
                    + dscp.map(mark -> " dscp " + mark.value()).orElse("");
        }
    }

    public TrafficTree {
        classes = Collections.unmodifiableSortedMap(new TreeMap<>(classes));
        pods = Collections.unmodifiableSortedMap(new TreeMap<>(pods));
    }

    /** In one order, so that equal trees have equal texts. */
    public String render() {
        StringBuilder text = new StringBuilder("rest " + Integer.toHexString(rest));
        classes.forEach((number, node) -> text.append("\nclass ")
                .append(Integer.toHexString(number))
                .append(" below ")
                .append(Integer.toHexString(node.parent))
                .append(" rate ")
                .append(node.rate)
                .append(" ceil ")
                .append(node.ceil)
                .append(" prio ")
                .append(node.prio));
        pods.forEach((address, source) -> text.append("\nfrom ").append(source.render(address)));
        return text.toString();
    }

    /** Reads what {@link #render} wrote; empty for any other text. */
    public static Optional<TrafficTree> parse(String text) {
        SortedMap<Integer, Node> classes = new TreeMap<>();
        SortedMap<String, Source> pods = new TreeMap<>();
        Optional<Integer> rest = Optional.empty();
        for (String line : text.lines().toList()) {
            Matcher first = FIRST.matcher(line);
            Matcher node = CLASS.matcher(line);
            Matcher pod = POD.matcher(line);
            if (first.matches()) {
                rest = Optional.of(hex(first, 1));
            } else if (node.matches()) {
                classes.put(
                        hex(node, 1),
                        new Node(
                                hex(node, 2),
                                Long.parseLong(node.group(3)),
                                Long.parseLong(node.group(4)),
                                Integer.parseInt(node.group(5))));
            } else if (pod.matches()) {
                pods.put(pod.group(1), Source.of(pod));
            } else {
                return Optional.empty();
            }
        }
        return rest.map(number -> new TrafficTree(number, classes, pods));
    }

    private static int hex(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group), 16);
    }

    /** How many classes are above one; 0 for the top. */
    public int depth(int number) {
        int depth = 0;
        for (Node at = classes.get(number); at != null && at.parent != 0 && depth < 8; at = classes.get(at.parent)) {
            depth++;
        }
        return depth;
    }
}
