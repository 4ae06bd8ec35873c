package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1 that nobody listens on. */
final class FreePorts {
    private FreePorts() {}

    /** As many different free ports as asked for. */
    static List<Integer> choose(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(listen(0));
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } catch (IOException e) {
            throw new ClusterException("no free port on 127.0.0.1: " + e.getMessage(), e);
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    /**
     * The port that was asked for.
     *
     * @param wanted the value of {@code SUBLET_API_PORT}
     * @throws ClusterException if it is no port or is in use
     */
    static int require(String wanted) {
        int port = wanted.matches("\\d{1,5}") ? Integer.parseInt(wanted) : -1;
        if (port < 1 || port > 65_535) {
            throw new ClusterException("SUBLET_API_PORT is '" + wanted + "'; it can be 1 to 65535");
        }
        try {
            close(listen(port));
            return port;
        } catch (IOException e) {
            throw new ClusterException(
                    "port " + port + " of 127.0.0.1 is in use: choose another with SUBLET_API_PORT, or leave it unset",
                    e);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new ClusterException("cannot give back port " + socket.getLocalPort() + ": " + e.getMessage(), e);
        }
    }
}
