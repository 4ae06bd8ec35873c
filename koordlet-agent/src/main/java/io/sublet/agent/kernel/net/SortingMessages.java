package io.sublet.agent.kernel.net;

import static io.sublet.agent.kernel.net.NetlinkWriter.ACK;
import static io.sublet.agent.kernel.net.NetlinkWriter.APPEND;
import static io.sublet.agent.kernel.net.NetlinkWriter.CREATE;
import static io.sublet.agent.kernel.net.NetlinkWriter.DUMP;
import static io.sublet.agent.kernel.net.NetlinkWriter.REQUEST;
import static io.sublet.agent.kernel.net.NetlinkWriter.native32;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages by which packets of pods get their class: one table of nf_tables, whose rules set the priority of a packet to a class by its
 * source, before its source is rewritten; see linux/netfilter/nf_tables.h. The table is replaced as a whole or not at all. Each rule
 * carries its meaning as text, which is all that is read back.
 */
final class SortingMessages {
    static final String TABLE = "sublet";

    private static final String CHAIN = "classes";

    private static final int SUBSYSTEM = 10 << 8;
    private static final int BATCH_BEGIN = 0x10;
    private static final int BATCH_END = 0x11;
    private static final int NEW_TABLE = SUBSYSTEM;
    private static final int DEL_TABLE = SUBSYSTEM | 2;
    private static final int NEW_CHAIN = SUBSYSTEM | 3;
    private static final int NEW_RULE = SUBSYSTEM | 6;
    private static final int GET_RULE = SUBSYSTEM | 7;

    /** Tables of this family see both versions of IP. */
    private static final int INET = 1;

    private static final int IPV4 = 2;
    private static final int IPV6 = 10;
    private static final int POST_ROUTING = 4;

    /** That of the mangle table; source addresses are rewritten at 100. */
    private static final int PRIORITY = -150;

    private static final int REGISTER = 1;
    private static final int META_PRIORITY = 2;
    private static final int META_PROTOCOL = 15;
    private static final int NETWORK_HEADER = 1;
    private static final int RULE_HEADER = 4;
    private static final int RULE_USER_DATA = 7;
    private static final Pattern MEANING = Pattern.compile("([0-9a-f.:]{2,45}) ([0-9a-f]{1,4})");

    private SortingMessages() {}

    /** Replaces the table. The addresses are valid; each takes two registers at most. */
    static byte[] replace(SortedMap<String, Integer> classes, int sequence) {
        NetlinkWriter writer = batch(new NetlinkWriter(sequence), BATCH_BEGIN);
        // Deleting is refused where there is none, adding is not where there is one.
        table(writer, NEW_TABLE, REQUEST | CREATE);
        table(writer, DEL_TABLE, REQUEST);
        table(writer, NEW_TABLE, REQUEST | CREATE);
        chain(writer);
        int left = classes.size();
        for (Map.Entry<String, Integer> pod : classes.entrySet()) {
            left--;
            rule(writer, pod.getKey(), pod.getValue(), left == 0 ? ACK : 0);
        }
        return batch(writer, BATCH_END).bytes();
    }

    static byte[] delete(int sequence) {
        NetlinkWriter writer = batch(new NetlinkWriter(sequence), BATCH_BEGIN);
        table(writer, NEW_TABLE, REQUEST | CREATE);
        table(writer, DEL_TABLE, REQUEST | ACK);
        return batch(writer, BATCH_END).bytes();
    }

    static byte[] list(int sequence) {
        return header(new NetlinkWriter(sequence), GET_RULE, REQUEST | DUMP, INET)
                .text(1, TABLE)
                .end()
                .bytes();
    }

    /** The classes that listed rules give, by address. */
    static SortedMap<String, Integer> classes(Iterable<byte[]> messages) {
        SortedMap<String, Integer> classes = new TreeMap<>();
        for (byte[] message : messages) {
            Attributes rule = Attributes.of(message, RULE_HEADER);
            Optional<String> meaning =
                    rule.text(1).equals(Optional.of(TABLE)) ? rule.text(RULE_USER_DATA) : Optional.empty();
            meaning.map(MEANING::matcher)
                    .filter(Matcher::matches)
                    .ifPresent(pod -> classes.put(pod.group(1), Integer.parseInt(pod.group(2), 16)));
        }
        return classes;
    }

    private static NetlinkWriter batch(NetlinkWriter writer, int type) {
        return writer.message(type, REQUEST)
                .number8(0)
                .number8(0)
                .big16(SUBSYSTEM >> 8)
                .end();
    }

    private static NetlinkWriter header(NetlinkWriter writer, int type, int flags, int family) {
        return writer.message(type, flags).number8(family).number8(0).big16(0);
    }

    private static void table(NetlinkWriter writer, int type, int flags) {
        header(writer, type, flags, INET).text(1, TABLE).end();
    }

    private static void chain(NetlinkWriter writer) {
        header(writer, NEW_CHAIN, REQUEST | CREATE | ACK, INET)
                .text(1, TABLE)
                .text(3, CHAIN)
                .nested(4)
                .big32(1, POST_ROUTING)
                .big32(2, PRIORITY)
                .end()
                .text(7, "filter")
                .end();
    }

    private static void rule(NetlinkWriter writer, String address, int number, int ack) {
        byte[] bytes = Addresses.bytes(address);
        boolean isOld = bytes.length == 4;
        header(writer, NEW_RULE, REQUEST | CREATE | APPEND | ack, INET)
                .text(1, TABLE)
                .text(2, CHAIN)
                .nested(4);
        expression(writer, "meta")
                .big32(2, META_PROTOCOL)
                .big32(1, REGISTER)
                .end()
                .end();
        compare(writer, new byte[] {(byte) (isOld ? IPV4 : IPV6)});
        expression(writer, "payload")
                .big32(1, REGISTER)
                .big32(2, NETWORK_HEADER)
                .big32(3, isOld ? 12 : 8)
                .big32(4, bytes.length)
                .end()
                .end();
        compare(writer, bytes);
        expression(writer, "immediate")
                .big32(1, REGISTER)
                .nested(2)
                .attribute(1, native32(TrafficMessages.HANDLE | number))
                .end()
                .end()
                .end();
        expression(writer, "meta")
                .big32(2, META_PRIORITY)
                .big32(3, REGISTER)
                .end()
                .end();
        writer.end()
                .attribute(
                        RULE_USER_DATA,
                        (address + " " + Integer.toHexString(number)).getBytes(StandardCharsets.US_ASCII))
                .end();
    }

    /** Begins an expression and its data; two ends. */
    private static NetlinkWriter expression(NetlinkWriter writer, String name) {
        return writer.nested(1).text(1, name).nested(2);
    }

    private static void compare(NetlinkWriter writer, byte[] value) {
        expression(writer, "cmp")
                .big32(1, REGISTER)
                .big32(2, 0)
                .nested(3)
                .attribute(1, value)
                .end()
                .end()
                .end();
    }
}
