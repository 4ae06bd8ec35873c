package io.sublet.agent.kernel.net;

import static io.sublet.agent.kernel.net.NetlinkWriter.ACK;
import static io.sublet.agent.kernel.net.NetlinkWriter.APPEND;
import static io.sublet.agent.kernel.net.NetlinkWriter.CREATE;
import static io.sublet.agent.kernel.net.NetlinkWriter.DUMP;
import static io.sublet.agent.kernel.net.NetlinkWriter.REQUEST;
import static io.sublet.agent.kernel.net.NetlinkWriter.native32;

import io.sublet.agent.kernel.net.TrafficTree.Source;
import io.sublet.model.slo.Dscp;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages by which packets of pods get their class: one table of nf_tables, whose rules set the priority of a packet to a class by its
 * source, and their mark where one is asked for, before the source is rewritten; see linux/netfilter/nf_tables.h. The table is replaced as a whole or not at all. Each rule
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
    private static final int CHECKSUM_OF_IPV4 = 1;
    private static final int CHECKSUM_AT = 10;
    private static final Pattern MEANING = Pattern.compile(Source.FORM);

    private SortingMessages() {}

    /** Replaces the table. The addresses are valid; each takes two registers at most. */
    static byte[] replace(SortedMap<String, Source> pods, int sequence) {
        NetlinkWriter writer = batch(new NetlinkWriter(sequence), BATCH_BEGIN);
        // Deleting is refused where there is none, adding is not where there is one.
        table(writer, NEW_TABLE, REQUEST | CREATE);
        table(writer, DEL_TABLE, REQUEST);
        table(writer, NEW_TABLE, REQUEST | CREATE);
        chain(writer);
        int left = pods.size();
        for (Map.Entry<String, Source> pod : pods.entrySet()) {
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

    /** What listed rules do with packets, by address. */
    static SortedMap<String, Source> sources(Iterable<byte[]> messages) {
        SortedMap<String, Source> sources = new TreeMap<>();
        for (byte[] message : messages) {
            Attributes rule = Attributes.of(message, RULE_HEADER);
            Optional<String> meaning =
                    rule.text(1).equals(Optional.of(TABLE)) ? rule.text(RULE_USER_DATA) : Optional.empty();
            meaning.map(MEANING::matcher)
                    .filter(Matcher::matches)
                    .ifPresent(pod -> sources.put(pod.group(1), Source.of(pod)));
        }
        return sources;
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

    private static void rule(NetlinkWriter writer, String address, Source source, int ack) {
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
        load(writer, isOld ? 12 : 8, bytes.length);
        compare(writer, bytes);
        expression(writer, "immediate")
                .big32(1, REGISTER)
                .nested(2)
                .attribute(1, native32(TrafficMessages.HANDLE | source.number()))
                .end()
                .end()
                .end();
        expression(writer, "meta")
                .big32(2, META_PRIORITY)
                .big32(3, REGISTER)
                .end()
                .end();
        source.dscp().ifPresent(dscp -> mark(writer, isOld, dscp));
        writer.end()
                .attribute(RULE_USER_DATA, source.render(address).getBytes(StandardCharsets.US_ASCII))
                .end();
    }

    /**
     * Sets the six bits of the mark as {@code ip dscp set} and {@code ip6 dscp set} of nft(8) do. In both versions of IP they are within
     * the first two bytes of the header. The two bits beside them are those of congestion notification and stay. Where there is a checksum
     * it is over words of two bytes, so that no single byte is written.
     */
    private static void mark(NetlinkWriter writer, boolean isOld, Dscp dscp) {
        load(writer, 0, 2);
        expression(writer, "bitwise")
                .big32(1, REGISTER)
                .big32(2, REGISTER)
                .big32(3, 2)
                .nested(4)
                .attribute(1, big16(isOld ? 0xff03 : 0xf03f))
                .end()
                .nested(5)
                .attribute(1, big16(dscp.value() << (isOld ? 2 : 6)))
                .end()
                .end()
                .end();
        expression(writer, "payload")
                .big32(2, NETWORK_HEADER)
                .big32(3, 0)
                .big32(4, 2)
                .big32(5, REGISTER);
        if (isOld) {
            writer.big32(6, CHECKSUM_OF_IPV4).big32(7, CHECKSUM_AT);
        }
        writer.end().end();
    }

    private static byte[] big16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }

    /** Reads from the header of IP. */
    private static void load(NetlinkWriter writer, int offset, int length) {
        expression(writer, "payload")
                .big32(1, REGISTER)
                .big32(2, NETWORK_HEADER)
                .big32(3, offset)
                .big32(4, length)
                .end()
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
