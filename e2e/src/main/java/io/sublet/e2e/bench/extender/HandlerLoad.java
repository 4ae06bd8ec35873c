package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.measure.AllocatedBytes;
import io.sublet.e2e.bench.measure.KeptConnection;
import io.sublet.e2e.bench.measure.Latencies;
import io.sublet.protocol.json.Json;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;

/**
 * Asks the extender what a scheduler asks for one pod after another: filter, then prioritize with the nodes that passed.
 *
 * @param port of the extender
 */
record HandlerLoad(int port) {
    private static final String HEAD = """
            POST /load/%s HTTP/1.1\r
            Host: 127.0.0.1:8686\r
            User-Agent: Go-http-client/1.1\r
            Accept-Encoding: gzip\r
            Content-Type: application/json\r
            """;

    /** Different pods, so that none is always the same for the processor. */
    private static final int PODS = 50;

    /**
     * What was measured.
     *
     * @param cycles filter and prioritize of one pod together
     * @param filters filter alone
     * @param bytesPerCall allocated by the extender, all of it, for one request
     * @param cpuMillis processor time of the extender, all of it, for one cycle
     * @param waitMillis how long the extender's threads, all of them, were ready to run without a processor, for one cycle
     * @param ownPauseMillis lost to garbage collections of the measuring program itself, which lie in its cycles
     */
    record Result(
            Latencies cycles,
            Latencies filters,
            double bytesPerCall,
            double cpuMillis,
            double waitMillis,
            double ownPauseMillis) {}

    /** As the scheduler's process would write it. */
    private static final class Question {
        private final byte[] filter;
        private final byte[] prioritize;

        private Question(byte[] filter, byte[] prioritize) {
            this.filter = filter;
            this.prioritize = prioritize;
        }
    }

    /** Asks about these nodes until the extender has met its compilers. */
    void warmUp(List<String> nodes, int cycles) {
        try (KeptConnection connection = KeptConnection.open(SocketFactory.getDefault(), port)) {
            warmUp(connection, questions(connection, nodes), cycles);
        }
    }

    private static void warmUp(KeptConnection connection, List<Question> questions, int cycles) {
        for (int i = 0; i < cycles; i++) {
            cycle(connection, questions.get(i % PODS));
        }
    }

    /**
     * Measures on one connection, as the scheduler has one, while the cluster rests.
     *
     * @param nodes names of the nodes that are asked about
     * @param extender which listens on the port
     */
    Result measure(List<String> nodes, int warmUp, int measured, ExtenderProcess extender) {
        AllocatedBytes allocated = AllocatedBytes.of(extender.pid());
        try (KeptConnection connection = KeptConnection.open(SocketFactory.getDefault(), port)) {
            List<Question> questions = questions(connection, nodes);
            warmUp(connection, questions, warmUp);
            long[] cycles = new long[measured];
            long[] filters = new long[measured];
            long before = allocated.bytes();
            double cpu;
            double waited;
            double paused;
            try (RestingCluster _ = RestingCluster.beside(extender.pid())) {
                double cpuBefore = extender.costs().cpuMillis();
                double waitedBefore = extender.waitedMillis();
                double pausedBefore = ownPauses();
                for (int i = 0; i < measured; i++) {
                    long start = System.nanoTime();
                    filters[i] = cycle(connection, questions.get(i % PODS)) - start;
                    cycles[i] = System.nanoTime() - start;
                }
                paused = ownPauses() - pausedBefore;
                waited = extender.waitedMillis() - waitedBefore;
                cpu = extender.costs().cpuMillis() - cpuBefore;
            }
            double bytes = allocated.bytes() - before;
            return new Result(
                    Latencies.of(cycles),
                    Latencies.of(filters),
                    bytes / (2.0 * measured),
                    cpu / measured,
                    waited / measured,
                    paused);
        }
    }

    /** Milliseconds since this program began. */
    private static long ownPauses() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                .sum();
    }

    /** When the filter was answered. */
    private static long cycle(KeptConnection connection, Question question) {
        connection.call(question.filter);
        long filtered = System.nanoTime();
        connection.call(question.prioritize);
        return filtered;
    }

    private static List<Question> questions(KeptConnection connection, List<String> nodes) {
        List<Question> questions = new ArrayList<>();
        for (BenchPod pod : BenchPod.mix(7, PODS, "asked")) {
            byte[] filter = KeptConnection.request(HEAD.formatted("filter"), body(pod, nodes));
            connection.call(filter);
            List<String> passed = Json.parseObject(new String(connection.answer(), StandardCharsets.UTF_8))
                    .strings("NodeNames");
            questions.add(
                    new Question(filter, KeptConnection.request(HEAD.formatted("prioritize"), body(pod, passed))));
        }
        return questions;
    }

    /** Go's encoding of ExtenderArgs: the pod, no node objects, the names last. */
    private static byte[] body(BenchPod pod, List<String> nodes) {
        Map<String, Object> args = new LinkedHashMap<>();
        Map<String, Object> object =
                new LinkedHashMap<>(Json.parseObject(pod.document()).fields());
        Map<String, Object> metadata = new LinkedHashMap<>(
                Json.parseObject(pod.document()).objectOrEmpty("metadata").fields());
        metadata.put("uid", "0d4f1a58-5a0c-4a34-9f3c-" + pod.name());
        object.put("metadata", metadata);
        args.put("Pod", object);
        args.put("Nodes", null);
        args.put("NodeNames", nodes);
        return Json.write(args).getBytes(StandardCharsets.UTF_8);
    }
}
