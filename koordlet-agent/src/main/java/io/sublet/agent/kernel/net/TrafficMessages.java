package io.sublet.agent.kernel.net;

import static io.sublet.agent.kernel.net.NetlinkWriter.ACK;
import static io.sublet.agent.kernel.net.NetlinkWriter.CREATE;
import static io.sublet.agent.kernel.net.NetlinkWriter.DUMP;
import static io.sublet.agent.kernel.net.NetlinkWriter.EXCLUSIVE;
import static io.sublet.agent.kernel.net.NetlinkWriter.REQUEST;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Messages about devices, qdiscs and classes; see linux/rtnetlink.h and linux/pkt_sched.h. */
final class TrafficMessages {
    /** The handle of the agent's qdisc, {@code 1:}. */
    static final int HANDLE = 0x10000;

    static final int ROOT = 0xffffffff;

    private static final int GET_LINK = 18;
    private static final int NEW_QDISC = 36;
    private static final int DEL_QDISC = 37;
    private static final int GET_QDISC = 38;
    private static final int NEW_CLASS = 40;
    private static final int DEL_CLASS = 41;
    private static final int GET_CLASS = 42;

    private static final int IF_NAME = 3;
    private static final int KIND = 1;
    private static final int OPTIONS = 2;
    private static final int HTB_PARMS = 1;
    private static final int HTB_INIT = 2;
    private static final int HTB_RATE64 = 6;
    private static final int HTB_CEIL64 = 7;

    private static final int HEADER = 20;
    private static final long MOST_IN_32_BITS = 0xffffffffL;
    private static final long SMALLEST_BURST = 1600;
    private static final long BURSTS_PER_SECOND = 250;
    private static final long NANOS_PER_TICK = 64;

    private TrafficMessages() {}

    /**
     * One qdisc or class as the kernel lists it.
     *
     * @param options of its kind
     */
    record Listed(int device, int handle, int parent, String kind, Attributes options) {
        static Listed of(byte[] message) {
            ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
            Attributes attributes = Attributes.of(message, HEADER);
            return new Listed(
                    buffer.getInt(4),
                    buffer.getInt(8),
                    buffer.getInt(12),
                    attributes.text(KIND).orElse(""),
                    attributes.nested(OPTIONS));
        }

        /** The class that nothing else takes; of a qdisc. */
        int rest() {
            return options.value(HTB_INIT)
                    .filter(init -> init.length >= 12)
                    .map(init ->
                            ByteBuffer.wrap(init).order(ByteOrder.nativeOrder()).getInt(8))
                    .orElse(0);
        }

        /** Of a class. */
        Optional<TrafficTree.Node> node() {
            return options.value(HTB_PARMS).filter(parms -> parms.length >= 44).map(parms -> {
                ByteBuffer buffer = ByteBuffer.wrap(parms).order(ByteOrder.nativeOrder());
                return new TrafficTree.Node(
                        parent == ROOT || parent == HANDLE ? 0 : parent & 0xffff,
                        large(HTB_RATE64).orElse(Integer.toUnsignedLong(buffer.getInt(8))),
                        large(HTB_CEIL64).orElse(Integer.toUnsignedLong(buffer.getInt(20))),
                        buffer.getInt(40));
            });
        }

        private Optional<Long> large(int type) {
            return options.value(type)
                    .filter(value -> value.length == 8)
                    .map(value -> ByteBuffer.wrap(value)
                            .order(ByteOrder.nativeOrder())
                            .getLong());
        }
    }

    static byte[] findDevice(String name, int sequence) {
        return new NetlinkWriter(sequence)
                .message(GET_LINK, REQUEST)
                .number32(0)
                .number32(0)
                .number32(0)
                .number32(0)
                .text(IF_NAME, name)
                .end()
                .bytes();
    }

    /** The number of the device in an answer to {@link #findDevice}. */
    static int device(byte[] message) {
        return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(4);
    }

    static byte[] listQdiscs(int device, int sequence) {
        return header(new NetlinkWriter(sequence), GET_QDISC, REQUEST | DUMP, new int[] {device, 0, 0})
                .end()
                .bytes();
    }

    static byte[] listClasses(int device, int sequence) {
        return header(new NetlinkWriter(sequence), GET_CLASS, REQUEST | DUMP, new int[] {device, 0, 0})
                .end()
                .bytes();
    }

    /** Puts the agent's qdisc in the place of the kernel's own; refused where there is another program's. */
    static byte[] addQdisc(int device, int rest, int sequence) {
        return header(new NetlinkWriter(sequence), NEW_QDISC, REQUEST | ACK | CREATE | EXCLUSIVE, new int[] {
                    device, HANDLE, ROOT
                })
                .text(KIND, "htb")
                .attribute(OPTIONS)
                .attribute(HTB_INIT)
                .number32(3)
                .number32(10)
                .number32(rest)
                .number32(0)
                .number32(0)
                .end()
                .end()
                .end()
                .bytes();
    }

    /** Removes the agent's qdisc with all its classes; the kernel puts its own in its place. */
    static byte[] deleteQdisc(int device, int sequence) {
        return header(new NetlinkWriter(sequence), DEL_QDISC, REQUEST | ACK, new int[] {device, HANDLE, ROOT})
                .end()
                .bytes();
    }

    /** Adds a class, or changes the one of its number. */
    static byte[] putClass(int device, int number, TrafficTree.Node node, int sequence) {
        NetlinkWriter writer = header(new NetlinkWriter(sequence), NEW_CLASS, REQUEST | ACK | CREATE, new int[] {
                    device, HANDLE | number, node.parent() == 0 ? HANDLE : HANDLE | node.parent()
                })
                .text(KIND, "htb")
                .attribute(OPTIONS)
                .attribute(HTB_PARMS);
        speed(writer, node.rate());
        speed(writer, node.ceil());
        writer.number32(burst(node.rate()))
                .number32(burst(node.ceil()))
                .number32(Math.clamp(node.rate() / 10, 1514, 60_000))
                .number32(0)
                .number32(node.prio())
                .end();
        if (node.rate() > MOST_IN_32_BITS) {
            writer.long64(HTB_RATE64, node.rate());
        }
        if (node.ceil() > MOST_IN_32_BITS) {
            writer.long64(HTB_CEIL64, node.ceil());
        }
        return writer.end().end().bytes();
    }

    /** A structure tc_ratespec for Ethernet. */
    private static void speed(NetlinkWriter writer, long bytesPerSecond) {
        writer.number8(0).number8(1).number16(0).number16(-1).number16(0).number32((int)
                Math.min(bytesPerSecond, MOST_IN_32_BITS));
    }

    /** How long a burst may last, in the kernel's ticks: a full packet, or a two hundred and fiftieth of a second. */
    private static int burst(long bytesPerSecond) {
        long nanos = bytesPerSecond / BURSTS_PER_SECOND >= SMALLEST_BURST
                ? 1_000_000_000 / BURSTS_PER_SECOND
                : SMALLEST_BURST * 1_000_000_000 / Math.max(1, bytesPerSecond);
        return (int) Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_TICK);
    }

    static byte[] deleteClass(int device, int number, int sequence) {
        return header(new NetlinkWriter(sequence), DEL_CLASS, REQUEST | ACK, new int[] {device, HANDLE | number, 0})
                .end()
                .bytes();
    }

    /** A structure tcmsg: device, handle and parent. */
    private static NetlinkWriter header(NetlinkWriter writer, int type, int flags, int[] place) {
        return writer.message(type, flags)
                .number32(0)
                .number32(place[0])
                .number32(place[1])
                .number32(place[2])
                .number32(0);
    }
}
