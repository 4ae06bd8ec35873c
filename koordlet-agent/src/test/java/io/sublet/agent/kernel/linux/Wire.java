package io.sublet.agent.kernel.linux;

import io.sublet.agent.kernel.linux.CLibrary.CallFailed;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * What is sent in another network namespace, as it arrives at a device there. See packet(7).
 *
 * @param namespace its file
 * @param device where packets are looked at
 */
public record Wire(String namespace, String device) {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final int AF_PACKET = 17;
    private static final int ALL_PROTOCOLS = 3;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int UDP = 17;
    private static final int BUFFER = 2048;

    private static final MethodHandle SOCKET = CLibrary.function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle SETNS = CLibrary.function("setns", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle BIND =
            CLibrary.function("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle RECEIVE =
            CLibrary.function("recv", FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT));
    private static final MethodHandle SET_OPTION =
            CLibrary.function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT));
    private static final MethodHandle INDEX =
            CLibrary.function("if_nametoindex", FunctionDescriptor.of(INT, ValueLayout.ADDRESS));

    /**
     * Sends a datagram and returns the packet that arrives, from its header of IP on.
     *
     * @param trafficClass the DS field that the sender sets; its lowest bit cannot be set by a program in Java
     */
    public byte[] packet(String from, String to, int trafficClass) throws InterruptedException {
        FutureTask<byte[]> task = new FutureTask<>(() -> sendAndReceive(from, to, trafficClass));
        // The thread ends in that namespace, no other one enters it.
        Thread.ofPlatform().name("wire").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("packet from " + from + " to " + to, e.getCause());
        }
    }

    private byte[] sendAndReceive(String from, String to, int trafficClass) throws CallFailed, IOException {
        try (Arena arena = Arena.ofConfined()) {
            int file = CLibrary.open(namespace, arena);
            CLibrary.call("setns", arena, state -> (int) SETNS.invokeExact(state, file, CLONE_NEWNET));
            CLibrary.close(file, arena);
            int socket = open(arena);
            try (DatagramSocket sender = new DatagramSocket(new InetSocketAddress(from, 0))) {
                sender.setTrafficClass(trafficClass);
                sender.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, new InetSocketAddress(to, 9)));
                return firstDatagram(socket, arena);
            } finally {
                CLibrary.close(socket, arena);
            }
        }
    }

    private int open(Arena arena) throws CallFailed {
        short protocol = (short) (ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ALL_PROTOCOLS : ALL_PROTOCOLS << 8);
        MemorySegment name = arena.allocateFrom(device);
        int index = (int) CLibrary.call("if_nametoindex", arena, state -> (int) INDEX.invokeExact(state, name));
        int socket = (int) CLibrary.call("socket", arena, state ->
                (int) SOCKET.invokeExact(state, AF_PACKET, SOCK_DGRAM_CLOEXEC, (int) protocol & 0xffff));
        MemorySegment halfAMinute = arena.allocateFrom(LONG, 30, 0);
        CLibrary.call("setsockopt", arena, state ->
                (int) SET_OPTION.invokeExact(state, socket, SOL_SOCKET, SO_RCVTIMEO, halfAMinute, 16));
        // A sockaddr_ll: family, protocol, index of the device, and what does not matter here.
        MemorySegment address = arena.allocate(20, 4);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
        address.set(ValueLayout.JAVA_SHORT, 2, protocol);
        address.set(INT, 4, index);
        CLibrary.call("bind", arena, state -> (int) BIND.invokeExact(state, socket, address, 20));
        return socket;
    }

    /** Passes over what the kernel itself sends, such as the messages by which neighbours are found. */
    private static byte[] firstDatagram(int socket, Arena arena) throws CallFailed {
        MemorySegment into = arena.allocate(BUFFER);
        while (true) {
            int length = (int) CLibrary.call(
                    "recv", arena, state -> (long) RECEIVE.invokeExact(state, socket, into, (long) BUFFER, 0));
            byte[] packet = into.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
            boolean isNew = length > 40 && packet[0] >> 4 == 6;
            boolean isOld = length > 20 && packet[0] >> 4 == 4;
            if ((isNew && packet[6] == UDP) || (isOld && packet[9] == UDP)) {
                return packet;
            }
        }
    }
}
