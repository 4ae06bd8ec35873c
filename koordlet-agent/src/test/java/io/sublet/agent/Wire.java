package io.sublet.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The way from an agent to a server, which can be cut and mended: bytes pass through as they are, those of TLS too. */
final class Wire implements AutoCloseable {
    private final InetSocketAddress server;
    private final int port;
    private final List<Socket> ends = new ArrayList<>();
    private ServerSocket entrance;

    /** @param server its URL */
    Wire(String server) throws IOException {
        URI uri = URI.create(server);
        this.server = new InetSocketAddress(uri.getHost(), uri.getPort());
        this.entrance = open(0);
        this.port = entrance.getLocalPort();
    }

    String url() {
        return "https://127.0.0.1:" + port;
    }

    /** Ends all connections, and refuses new ones. */
    synchronized void cut() throws IOException {
        entrance.close();
        for (Socket end : ends) {
            end.close();
        }
        ends.clear();
    }

    synchronized void mend() throws IOException {
        entrance = open(port);
    }

    private ServerSocket open(int wanted) throws IOException {
        ServerSocket fresh = new ServerSocket();
        fresh.setReuseAddress(true);
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        Thread.ofPlatform().daemon().name("wire").start(() -> accept(fresh));
        return fresh;
    }

    private void accept(ServerSocket from) {
        try {
            while (!from.isClosed()) {
                connect(from, from.accept());
            }
        } catch (IOException e) {
            if (!from.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized void connect(ServerSocket from, Socket near) throws IOException {
        if (from.isClosed()) {
            near.close();
            return;
        }
        Socket far = new Socket();
        far.connect(server);
        ends.addAll(List.of(near, far));
        carry(near, far);
        carry(far, near);
    }

    private static void carry(Socket from, Socket to) {
        Thread.ofPlatform().daemon().name("wire").start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // Either end may leave at any time; both are closed then.
                return;
            }
        });
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
