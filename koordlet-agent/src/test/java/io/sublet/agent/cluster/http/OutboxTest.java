package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Letters to an API server that counts connections, and may close one after an answer without saying so. */
class OutboxTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{ }\n";

    private final Queue<Integer> connections = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> answered = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;
    private @Nullable ServerSocket server;
    private @Nullable Thread sender;

    @BeforeEach
    void serve() throws IOException {
        ServerSocket listening = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        server = listening;
        Thread.ofPlatform().daemon().start(() -> accept(listening));
    }

    @AfterEach
    void stop() throws IOException {
        if (sender != null) {
            sender.interrupt();
        }
        if (server != null) {
            server.close();
        }
    }

    private void accept(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                answer(socket);
            } catch (IOException e) {
                // The test has ended, or the client has closed its end first; what came of its letters is what counts.
            }
        }
    }

    /** One after the other, as there is one sender. */
    private void answer(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        String line = in.readLine();
        while (line != null) {
            if (line.isEmpty()) {
                connections.add(socket.getPort());
                socket.getOutputStream().write(ANSWER.getBytes(StandardCharsets.UTF_8));
                if (closing) {
                    return;
                }
            }
            line = in.readLine();
        }
    }

    private Outbox started() {
        URI address = URI.create(
                "http://127.0.0.1:" + Optional.ofNullable(server).orElseThrow().getLocalPort());
        Outbox outbox = new Outbox(new ApiClient(new ApiAccess(address, Optional.empty(), Optional.empty())));
        sender = Thread.ofPlatform().daemon().start(outbox);
        return outbox;
    }

    private void send(Outbox outbox) {
        int before = answered.size();
        outbox.put(
                "report",
                new Outbox.Letter(
                        "PATCH",
                        "/x",
                        "application/json",
                        () -> new byte[0],
                        (status, problem) -> answered.add(status)));
        Awaitility.await().until(() -> answered.size() > before);
    }

    /** A handshake costs several times what a report does. */
    @Test
    void sendsTheNextReportOnTheSameConnection() {
        Outbox outbox = started();
        send(outbox);
        send(outbox);
        assertThat(answered).containsExactly(200, 200);
        assertThat(connections.stream().distinct()).hasSize(1);
    }

    @Test
    void sendsAReportAgainWhereTheConnectionWasClosedMeanwhile() {
        closing = true;
        Outbox outbox = started();
        send(outbox);
        send(outbox);
        assertThat(answered).containsExactly(200, 200);
        assertThat(connections.stream().distinct()).hasSize(2);
    }

    @Test
    void outlivesABugInMakingALetter() {
        Outbox outbox = started();
        outbox.put(
                "bad",
                new Outbox.Letter(
                        "PATCH",
                        "/x",
                        "application/json",
                        () -> {
                            throw new IllegalStateException("as if it were a bug");
                        },
                        (status, problem) -> answered.add(status)));
        send(outbox);
        assertThat(answered).containsExactly(200);
    }
}
