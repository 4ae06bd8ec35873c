package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import io.sublet.agent.kernel.net.Netlink;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Netlink through sockets that belong to the network namespace of another process. A socket stays in the namespace it was made in, so
 * that only a thread of a moment has to enter it. Used by one thread. Opened at the first question.
 */
public final class NetlinkSocket implements Netlink {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int HEADER = 16;
    private static final int TYPE_ERROR = 2;
    private static final int TYPE_DONE = 3;
    private static final int FLAG_MULTI = 2;
    private static final int FLAG_ACK = 4;
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_MESSAGES = 1024;

    /** The calls of the C library; linked at the first question, since most nodes never ask one. */
    private static final class Linked {
        static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

        static final MethodHandle SOCKET = CLibrary.function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
        static final MethodHandle SETNS = CLibrary.function("setns", FunctionDescriptor.of(INT, INT, INT));
        static final MethodHandle SEND =
                CLibrary.function("send", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
        static final MethodHandle RECEIVE =
                CLibrary.function("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
        static final MethodHandle SET_OPTION =
                CLibrary.function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
    }

    private final String namespace;
    private final Map<Family, Integer> sockets = new EnumMap<>(Family.class);

    /** @param namespace the file of a network namespace, such as {@code /proc/1/ns/net} */
    public NetlinkSocket(String namespace) {
        this.namespace = namespace;
    }

    @Override
    public Reply ask(Family family, byte[] messages, int sequence) {
        try (Arena arena = Arena.ofConfined()) {
            Integer known = sockets.get(family);
            int socket = known == null ? open(family) : known;
            sockets.put(family, socket);
            MemorySegment request = arena.allocateFrom(ValueLayout.JAVA_BYTE, messages);
            CLibrary.call("send", arena, state ->
                    (long) Linked.SEND.invokeExact(state, socket, request, (long) messages.length, 0));
            return receive(socket, arena, sequence, acknowledged(messages));
        } catch (CallFailed e) {
            close(family);
            return new Reply(List.of(), e.errno(), String.valueOf(e.getMessage()));
        }
    }

    /** How many of the messages will be acknowledged; nothing more comes after the last of these. */
    private static int acknowledged(byte[] messages) {
        ByteBuffer buffer = ByteBuffer.wrap(messages).order(ByteOrder.nativeOrder());
        int acks = 0;
        for (int at = 0; at + HEADER <= messages.length; at += (buffer.getInt(at) + 3) & ~3) {
            boolean isList = (buffer.getShort(at + 6) & 0x300) == 0x300 && (buffer.getShort(at + 6) & 0x400) == 0;
            acks += (buffer.getShort(at + 6) & FLAG_ACK) != 0 && !isList ? 1 : 0;
        }
        return acks;
    }

    private static Reply receive(int socket, Arena arena, int sequence, int acks) throws CallFailed {
        List<byte[]> found = new ArrayList<>();
        MemorySegment into = arena.allocate(BUFFER);
        int missing = acks;
        while (true) {
            int length = (int) CLibrary.call(
                    "recv", arena, state -> (long) Linked.RECEIVE.invokeExact(state, socket, into, (long) BUFFER, 0));
            ByteBuffer buffer = into.asSlice(0, length).asByteBuffer().order(ByteOrder.nativeOrder());
            int size;
            for (int at = 0; at + HEADER <= length; at += (size + 3) & ~3) {
                size = buffer.getInt(at);
                if (size < HEADER || at + size > length) {
                    return new Reply(List.of(), 0, "an answer was cut");
                }
                int offset = buffer.getInt(at + 8) - sequence;
                int type = Short.toUnsignedInt(buffer.getShort(at + 4));
                // What is left of an earlier question is passed over.
                if (offset < 0 || offset >= MOST_MESSAGES) {
                    continue;
                }
                if (type == TYPE_ERROR) {
                    int error = -buffer.getInt(at + HEADER);
                    if (error != 0 || --missing <= 0) {
                        return new Reply(found, error, "");
                    }
                } else if (type == TYPE_DONE) {
                    return new Reply(found, 0, "");
                } else {
                    byte[] message = new byte[size - HEADER];
                    buffer.get(at + HEADER, message);
                    found.add(message);
                    if (acks == 0 && (buffer.getShort(at + 6) & FLAG_MULTI) == 0) {
                        return new Reply(found, 0, "");
                    }
                }
            }
        }
    }

    /** Makes a socket in the namespace, on a thread that ends right after. */
    private int open(Family family) throws CallFailed {
        Object[] result = new Object[1];
        Thread thread = Thread.ofPlatform().name("netlink-open").start(() -> {
            try {
                result[0] = enterAndOpen(family);
            } catch (CallFailed e) {
                result[0] = e;
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailed("interrupted", 0);
        }
        if (result[0] instanceof Integer socket) {
            return socket;
        }
        throw result[0] instanceof CallFailed failed ? failed : new CallFailed("socket", 0);
    }

    private int enterAndOpen(Family family) throws CallFailed {
        try (Arena arena = Arena.ofConfined()) {
            int file = CLibrary.open(namespace, arena);
            try {
                CLibrary.call("setns", arena, state -> (int) Linked.SETNS.invokeExact(state, file, CLONE_NEWNET));
            } finally {
                CLibrary.close(file, arena);
            }
            int socket = (int) CLibrary.call("socket", arena, state ->
                    (int) Linked.SOCKET.invokeExact(state, AF_NETLINK, SOCK_RAW_CLOEXEC, family.number()));
            // The kernel answers at once; without a bound a lost answer would hold the loop for ever.
            MemorySegment twoSeconds = arena.allocateFrom(Linked.LONG, 2, 0);
            CLibrary.call("setsockopt", arena, state ->
                    (int) Linked.SET_OPTION.invokeExact(state, socket, SOL_SOCKET, SO_RCVTIMEO, twoSeconds, 16));
            return socket;
        }
    }

    private void close(Family family) {
        Integer socket = sockets.remove(family);
        if (socket != null) {
            try (Arena arena = Arena.ofConfined()) {
                CLibrary.close(socket, arena);
            }
        }
    }
}
