package io.sublet.extender.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.extender.pin.UnmarkedPods;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.reply.LoadVerbs;
import io.sublet.extender.snapshot.SoftLoads;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a question costs on a cluster of 5,000 nodes, HTTP included. Times are printed; the bytes that an answer leaves for the
 * garbage collector are the same on every machine and have a bound.
 */
class HandlerCostTest {
    private static final int NODES = 5000;
    private static final int WARM_UP = 300;
    private static final int MEASURED = 300;

    /** Of a pod's filter and prioritize together: what is about the pod, and about each node that is refused. */
    private static final int BOUND = 150_000;

    private static final int BOUND_PER_NAME = 100;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Served served = served();

    private static Served served() {
        Random random = new Random(1);
        ClusterSnapshot snapshot = Nodes.snapshot(IntStream.range(0, NODES)
                .mapToObj(i -> Nodes.node(name(i), 64, 256).using(random.nextInt(45_000), random.nextLong(200L << 30)))
                .toArray(Nodes.Builder[]::new));
        LoadVerbs verbs = new LoadVerbs(
                () -> snapshot,
                Ranking.of(new LoadAware(), List.of(new UnmarkedPods())),
                new SoftLoads(Duration.ofSeconds(2)),
                new LoadVerbs.Settings(Set.of("koord-scheduler"), Clock.fixed(Nodes.NOW, ZoneOffset.UTC)));
        return Served.with(router -> new LoadRoutes(
                        verbs,
                        new ExtenderMetrics(new SimpleMeterRegistry()),
                        () -> "",
                        new Limits(16, Duration.ofSeconds(5), 1 << 27))
                .mount(router));
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private static String name(int i) {
        return "ip-10-%03d-%03d-017.region-1.compute.internal".formatted(i / 256, i % 256);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 5000})
    void anAnswerLeavesLittleGarbage(int names) throws Exception {
        byte[] filter = request("filter", names);
        byte[] prioritize = request("prioritize", names);
        long[] wall = new long[MEASURED];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] reply = new byte[1 << 20];
            for (int i = 0; i < WARM_UP; i++) {
                call(socket, in, filter, reply);
                call(socket, in, prioritize, reply);
            }
            long bytes = bytes();
            long cpu = cpu();
            for (int i = 0; i < MEASURED; i++) {
                long start = System.nanoTime();
                call(socket, in, filter, reply);
                call(socket, in, prioritize, reply);
                wall[i] = System.nanoTime() - start;
            }
            cpu = cpu() - cpu;
            bytes = bytes() - bytes;
            Arrays.sort(wall);
            System.out.printf(
                    "bench extender names=%d filter+prioritize over HTTP: p50=%.2f ms p99=%.2f ms, cpu=%.3f ms, question=%d B, allocated=%d B%n",
                    names,
                    wall[MEASURED / 2] / 1e6,
                    wall[MEASURED * 99 / 100] / 1e6,
                    cpu / 1e6 / MEASURED,
                    filter.length,
                    bytes / MEASURED);
            assertThat(bytes / MEASURED).isLessThan(BOUND + (long) BOUND_PER_NAME * names);
        }
    }

    private long[] serving() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x"))
                .mapToLong(Thread::threadId)
                .toArray();
    }

    private long bytes() {
        return Arrays.stream(threads.getThreadAllocatedBytes(serving())).sum();
    }

    private long cpu() {
        return Arrays.stream(threads.getThreadCpuTime(serving())).sum();
    }

    private static void call(Socket socket, DataInputStream in, byte[] request, byte[] reply) throws IOException {
        socket.getOutputStream().write(request);
        int end = 0;
        int whole = Integer.MAX_VALUE;
        while (end < whole) {
            int read = in.read(reply, end, reply.length - end);
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            end += read;
            if (whole == Integer.MAX_VALUE) {
                String head = new String(reply, 0, Math.min(end, 1000), StandardCharsets.ISO_8859_1);
                int headEnd = head.indexOf("\r\n\r\n");
                assertThat(head).startsWith("HTTP/1.1 200");
                int at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ") + 16;
                whole = headEnd + 4 + Integer.parseInt(head.substring(at, head.indexOf('\r', at)));
            }
        }
    }

    private static byte[] request(String verb, int names) {
        String body =
                "{\"Pod\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\",\"uid\":\"u\"},\"spec\":{\"schedulerName\":"
                        + "\"koord-scheduler\",\"containers\":[{\"resources\":{\"requests\":{\"cpu\":\"2\",\"memory\":\"4Gi\"}}}]}},"
                        + "\"Nodes\":null,\"NodeNames\":"
                        + IntStream.range(0, names)
                                .mapToObj(i -> '"' + name(i * (NODES / names)) + '"')
                                .collect(Collectors.joining(",", "[", "]"))
                        + "}";
        return ("POST /load/" + verb + " HTTP/1.1\r\nHost: 127.0.0.1:8686\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
