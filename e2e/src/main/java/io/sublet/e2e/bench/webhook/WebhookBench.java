package io.sublet.e2e.bench.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.CrdFiles;
import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.Definitions;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.measure.Echo;
import io.sublet.e2e.bench.measure.Latencies;
import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a review costs: the packaged webhook beside a real API server, called over TLS with reviews of 4 to 40 KB, all of
 * pods that its one profile changes.
 */
public final class WebhookBench implements Bench {
    private static final String NAMESPACE = "analytics";
    private static final int CONNECTIONS = 8;

    /** As the chart has it. */
    private static final int MEMORY_MIB = 320;

    /** Until the compilers have settled; without it the first figures would be theirs. */
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    private static final Duration TIME = Duration.ofSeconds(15);

    /**
     * Processor time of one review in milliseconds.
     *
     * @param own without the compilers of the JVM, which end their work in the first hours and not in minutes
     * @param compilers theirs in the same time
     */
    private record Cost(double own, double compilers) {}

    /** What one start of the program gave. */
    private record Round(
            Map<Integer, Latencies> latencies,
            Map<Integer, Cost> cpu,
            double maxPerSecond,
            Cost cpuClosed,
            Cost cpuService,
            Latencies floor,
            Cost cpuFloor,
            double residentMib,
            double firstMillis,
            double readyMillis) {}

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        BenchCluster.measureOn(new ClusterSpec(0, 0, 1), progress, cluster -> measure(cluster, rounds, progress));
    }

    private void measure(ClusterUnderTest cluster, int rounds, Progress progress) {
        List<byte[]> reviews;
        try (KubernetesClient client = cluster.client()) {
            install(client);
            reviews = SampleReviews.of(SamplePods.all(), NAMESPACE, client);
        }
        BenchRun run = BenchRun.begin(
                name(),
                Map.of(
                        "profiles",
                        1,
                        "review_bytes",
                        reviews.stream().map(review -> review.length).toList().toString()));
        // The client's own code is cold in the first round.
        progress.run("warm-up of the client", () -> warmUp(cluster, reviews));
        List<Round> results = new ArrayList<>();
        for (int i = 1; i <= rounds; i++) {
            results.add(progress.step("round " + i + " of " + rounds, () -> round(cluster, reviews)));
        }
        run.keep(figures(run, results));
    }

    private static void warmUp(ClusterUnderTest cluster, List<byte[]> reviews) {
        try (WebhookProcess webhook = WebhookProcess.start(cluster.kubeconfig(), MEMORY_MIB)) {
            SSLContext tls = trust(certificates(cluster));
            load(reviews, tls, webhook.port()).closedLoop(CONNECTIONS, WARM_UP);
        }
    }

    private static ReviewLoad load(List<byte[]> reviews, SSLContext tls, int port) {
        return new ReviewLoad(
                reviews.stream().map(ReviewConnection::request).toList(), () -> ReviewConnection.open(tls, port));
    }

    private static Round round(ClusterUnderTest cluster, List<byte[]> reviews) {
        try (WebhookProcess webhook = WebhookProcess.start(cluster.kubeconfig(), MEMORY_MIB)) {
            Map<String, String> certificates = certificates(cluster);
            SSLContext tls = trust(certificates);
            double first = firstMillis(tls, webhook.port(), ReviewConnection.request(reviews.get(1)));
            ReviewLoad all = load(reviews, tls, webhook.port());
            all.openLoop(500, WARM_UP);
            Map<Integer, Latencies> latencies = new TreeMap<>();
            Map<Integer, Cost> cpu = new TreeMap<>();
            for (int rate : List.of(100, 500)) {
                cpu.put(rate, cost(webhook.costs(), () -> {
                    Latencies measured = all.openLoop(rate, TIME);
                    latencies.put(rate, measured);
                    return measured.count();
                }));
            }
            double[] perSecond = new double[1];
            Cost closed = cost(webhook.costs(), () -> {
                perSecond[0] = all.closedLoop(CONNECTIONS, TIME);
                return perSecond[0] * TIME.toSeconds();
            });
            ReviewLoad service = load(List.of(reviews.get(1)), tls, webhook.port());
            Cost ofService =
                    cost(webhook.costs(), () -> service.openLoop(500, TIME).count());
            Floor floor = floor(webhook, reviews, tls, certificates);
            return new Round(
                    latencies,
                    cpu,
                    perSecond[0],
                    closed,
                    ofService,
                    floor.latencies(),
                    floor.cpu(),
                    webhook.costs().residentMib(),
                    first,
                    webhook.startToReady().toMillis());
        }
    }

    /** What requests and answers of the same sizes cost with the server alone, at 500 per second. */
    private record Floor(Latencies latencies, Cost cpu) {}

    private static Floor floor(
            WebhookProcess webhook, List<byte[]> reviews, SSLContext tls, Map<String, String> certificates) {
        List<byte[]> requests = new ArrayList<>();
        try (ReviewConnection connection = ReviewConnection.open(tls, webhook.port())) {
            for (byte[] review : reviews) {
                connection.call(ReviewConnection.request(review));
                requests.add(ReviewConnection.echoed(review, connection.answerLength()));
            }
        }
        try (Echo echo =
                Echo.start("webhook", MEMORY_MIB, file(certificates, "tls.key"), file(certificates, "tls.crt"))) {
            ReviewLoad load = new ReviewLoad(requests, () -> ReviewConnection.toEcho(tls, echo.port()));
            load.openLoop(500, WARM_UP);
            List<Latencies> measured = new ArrayList<>();
            Cost cost = cost(echo.costs(), () -> {
                measured.add(load.openLoop(500, TIME));
                return measured.getFirst().count();
            });
            return new Floor(measured.getFirst(), cost);
        }
    }

    private static Path file(Map<String, String> certificates, String name) {
        Path file = Path.of("target", "bench", "webhook-" + name);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return Files.write(file, Base64.getDecoder().decode(certificates.get(name)));
        } catch (IOException e) {
            throw new UncheckedIOException("the webhook's certificate cannot be written to " + file, e);
        }
    }

    /** @param load gives the number of reviews that were answered */
    private static Cost cost(MeasuredProcess program, DoubleSupplier load) {
        double before = program.cpuMillis();
        double compilersBefore = program.compilerCpuMillis();
        double reviews = load.getAsDouble();
        double compilers = program.compilerCpuMillis() - compilersBefore;
        return new Cost((program.cpuMillis() - before - compilers) / reviews, compilers / reviews);
    }

    /** Connecting, the handshake and one review, by a client that has done this before. */
    private static double firstMillis(SSLContext tls, int port, byte[] request) {
        long start = System.nanoTime();
        try (ReviewConnection connection = ReviewConnection.open(tls, port)) {
            connection.call(request);
        }
        return (System.nanoTime() - start) / 1e6;
    }

    private static List<Figure> figures(BenchRun run, List<Round> rounds) {
        List<Figure> figures = new ArrayList<>();
        for (int rate : List.of(100, 500)) {
            BenchRun at = run.with("rate", rate);
            figures.add(figure(
                    at, "p50_ms", "ms", rounds, r -> of(r.latencies(), rate).millis(0.5)));
            figures.add(figure(
                    at, "p99_ms", "ms", rounds, r -> of(r.latencies(), rate).millis(0.99)));
            addCost(figures, at, rounds, r -> of(r.cpu(), rate));
        }
        BenchRun closed = run.with("connections", CONNECTIONS);
        figures.add(figure(closed, "max_per_second", "1/s", rounds, Round::maxPerSecond));
        addCost(figures, closed, rounds, Round::cpuClosed);
        addCost(figures, run.with("rate", 500).with("kind", "service"), rounds, Round::cpuService);
        BenchRun floor = run.with("rate", 500);
        figures.add(figure(floor, "floor_p50_ms", "ms", rounds, r -> r.floor().millis(0.5)));
        figures.add(figure(floor, "floor_p99_ms", "ms", rounds, r -> r.floor().millis(0.99)));
        figures.add(
                figure(floor, "floor_cpu_ms", "ms", rounds, r -> r.cpuFloor().own()));
        figures.add(figure(run, "rss_mib", "MiB", rounds, Round::residentMib));
        figures.add(figure(run, "first_request_ms", "ms", rounds, Round::firstMillis));
        figures.add(figure(run, "start_to_ready_ms", "ms", rounds, Round::readyMillis));
        return figures;
    }

    private static void addCost(List<Figure> figures, BenchRun run, List<Round> rounds, Function<Round, Cost> cost) {
        figures.add(figure(
                run, "cpu_ms_per_review", "ms", rounds, r -> cost.apply(r).own()));
        figures.add(figure(
                run,
                "compiler_cpu_ms_per_review",
                "ms",
                rounds,
                r -> cost.apply(r).compilers()));
    }

    private static <T> T of(Map<Integer, T> byRate, int rate) {
        return Objects.requireNonNull(byRate.get(rate));
    }

    private static Figure figure(
            BenchRun run, String name, String unit, List<Round> rounds, ToDoubleFunction<Round> value) {
        return Figure.of(
                run, name, unit, rounds.stream().map(value::applyAsDouble).toList());
    }

    private static void install(KubernetesClient client) {
        Definitions.create(client, CrdFiles.names());
        client.load(Objects.requireNonNull(WebhookBench.class.getResourceAsStream("/bench/webhook.yaml")))
                .create();
        client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("default")
                .waitUntilCondition(account -> account != null, 30, TimeUnit.SECONDS);
    }

    /** What the webhook has issued and stored: its authority, certificate and key. */
    private static Map<String, String> certificates(ClusterUnderTest cluster) {
        try (KubernetesClient client = cluster.client()) {
            return client.secrets()
                    .inNamespace("sublet-system")
                    .withName("sublet-webhook-certs")
                    .require()
                    .getData();
        }
    }

    private static SSLContext trust(Map<String, String> certificates) {
        try {
            byte[] pem = Base64.getDecoder().decode(certificates.get("ca.crt"));
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new ClusterException("the webhook's authority cannot be read", e);
        }
    }
}
