package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Connections that send as fast as they are let, and what they send to. */
final class Traffic {
    private static final int CHUNK = 64 * 1024;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);

    private Traffic() {}

    /** Sends to {@code host:port} until the program is told to end; what breaks is connected again. */
    static void send(String target, int connections) {
        int colon = target.lastIndexOf(':');
        String host = target.substring(0, colon);
        int port = Integer.parseInt(target.substring(colon + 1));
        for (int i = 0; i < connections; i++) {
            Thread.ofPlatform().name("traffic-" + i).start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    pour(host, port);
                    LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
                }
            });
        }
    }

    /** Over one connection, until it breaks. */
    static void pour(String host, int port) {
        try (Socket socket = new Socket(host, port);
                OutputStream out = socket.getOutputStream()) {
            byte[] chunk = new byte[CHUNK];
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            System.err.println("connection to " + host + ":" + port + " ended: " + e.getMessage());
        }
    }

    /** Takes what is sent to the port, and drops it, until the program is told to end. */
    static void sink(String address, int port) throws IOException {
        try (ServerSocket server = new ServerSocket(port, 64, InetAddress.getByName(address))) {
            System.out.println("{\"listening\":" + server.getLocalPort() + "}");
            System.out.flush();
            while (true) {
                Socket socket = server.accept();
                Thread.ofPlatform().name("sink").daemon().start(() -> drop(socket));
            }
        }
    }

    private static void drop(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            System.err.println("a sender is gone: " + e.getMessage());
        }
    }
}
