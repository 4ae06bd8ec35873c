package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.measure.AllocatedBytes;
import io.sublet.e2e.bench.measure.Echo;
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
import java.util.Set;
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
     * @param floor a cycle of requests and answers of the same sizes with the server alone
     * @param bytesPerCall allocated by the extender, all of it, for one request
     * @param cpuMillis processor time of the extender, all of it, for one cycle
     * @param waitMillis how long the extender's threads, all of them, were ready to run without a processor, for one cycle
     * @param ownPauseMillis lost to garbage collections of the measuring program itself, which lie in its cycles
     */
    record Result(
            Latencies cycles,
            Latencies filters,
            Latencies floor,
            double bytesPerCall,
            double cpuMillis,
            double waitMillis,
            double ownPauseMillis) {}

    /** What is asked about one pod. */
    private static final class Question {
        private final byte[] filter;
        private final byte[] prioritize;

        private Question(byte[] filter, byte[] prioritize) {
            this.filter = filter;
            this.prioritize = prioritize;
        }
    }

    /** As the scheduler's process would write them, and the same for the floor. */
    private record Questions(List<Question> asked, List<Question> floor) {}

    /** Asks about these nodes until the extender has met its compilers. */
    void warmUp(List<String> nodes, int cycles) {
        try (KeptConnection connection = KeptConnection.open(SocketFactory.getDefault(), port)) {
            warmUp(connection, questions(connection, nodes).asked(), cycles);
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
        try (Echo echo = Echo.start("extender", ExtenderProcess.MEMORY_MIB);
                KeptConnection connection = KeptConnection.open(SocketFactory.getDefault(), port);
                KeptConnection toEcho = KeptConnection.open(SocketFactory.getDefault(), echo.port())) {
            Questions questions = questions(connection, nodes);
            warmUp(connection, questions.asked(), warmUp);
            warmUp(toEcho, questions.floor(), warmUp);
            Times times = new Times(measured);
            Times floor = new Times(measured);
            long before = allocated.bytes();
            double cpu;
            double waited;
            double paused;
            try (RestingCluster _ = RestingCluster.beside(Set.of(extender.pid(), echo.pid()))) {
                double cpuBefore = extender.costs().cpuMillis();
                double waitedBefore = extender.waitedMillis();
                double pausedBefore = ownPauses();
                for (int from = 0; from < measured; from += PODS) {
                    times.measure(connection, questions.asked(), from);
                    floor.measure(toEcho, questions.floor(), from);
                }
                paused = ownPauses() - pausedBefore;
                waited = extender.waitedMillis() - waitedBefore;
                cpu = extender.costs().cpuMillis() - cpuBefore;
            }
            double bytes = allocated.bytes() - before;
            return new Result(
                    Latencies.of(times.cycles),
                    Latencies.of(times.filters),
                    Latencies.of(floor.cycles),
                    bytes / (2.0 * measured),
                    cpu / measured,
                    waited / measured,
                    paused);
        }
    }

    /** In nanoseconds. */
    private static final class Times {
        private final long[] cycles;
        private final long[] filters;

        private Times(int cycles) {
            this.cycles = new long[cycles];
            this.filters = new long[cycles];
        }

        /** Of some cycles one after another, from a number on. */
        private void measure(KeptConnection connection, List<Question> questions, int from) {
            for (int i = from; i < Math.min(from + PODS, cycles.length); i++) {
                long start = System.nanoTime();
                filters[i] = cycle(connection, questions.get(i % PODS)) - start;
                cycles[i] = System.nanoTime() - start;
            }
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

    private static Questions questions(KeptConnection connection, List<String> nodes) {
        Questions questions = new Questions(new ArrayList<>(), new ArrayList<>());
        for (BenchPod pod : BenchPod.mix(7, PODS, "asked")) {
            byte[] asked = body(pod, nodes);
            byte[] filter = KeptConnection.request(HEAD.formatted("filter"), asked);
            connection.call(filter);
            byte[] floorOfFilter = Echo.request(HEAD.formatted("filter"), asked, connection.answerLength());
            List<String> passed = Json.parseObject(new String(connection.answer(), StandardCharsets.UTF_8))
                    .strings("NodeNames");
            byte[] scored = body(pod, passed);
            byte[] prioritize = KeptConnection.request(HEAD.formatted("prioritize"), scored);
            connection.call(prioritize);
            questions.asked().add(new Question(filter, prioritize));
            questions
                    .floor()
                    .add(new Question(
                            floorOfFilter,
                            Echo.request(HEAD.formatted("prioritize"), scored, connection.answerLength())));
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
