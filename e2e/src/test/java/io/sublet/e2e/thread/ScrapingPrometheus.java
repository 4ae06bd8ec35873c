package io.sublet.e2e.thread;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.e2e.cluster.OperatorTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A real Prometheus on this machine that scrapes all pods of the release through the API server and evaluates the chart's rules. */
final class ScrapingPrometheus implements AutoCloseable {
    private static final Map<String, String> PATHS = Map.of(
            "agent", "9316/proxy/metrics",
            "manager", "8080/proxy/q/metrics",
            "webhook", "9000/proxy/q/metrics",
            "scheduler", "9000/proxy/q/metrics");

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private ScrapingPrometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** @param rules the text of the rule file */
    static ScrapingPrometheus start(KubernetesClient client, List<Pod> pods, String rules, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("rules.yaml"), rules);
        Config config = client.getConfiguration();
        write(directory.resolve("ca.crt"), config.getCaCertData());
        write(directory.resolve("client.crt"), config.getClientCertData());
        write(directory.resolve("client.key"), config.getClientKeyData());
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("global", Map.of("scrape_interval", "2s", "scrape_timeout", "2s", "evaluation_interval", "2s"));
        settings.put("rule_files", List.of("rules.yaml"));
        settings.put("scrape_configs", jobs(URI.create(config.getMasterUrl()), pods));
        Files.writeString(directory.resolve("prometheus.yaml"), new KubernetesSerialization().asYaml(settings));
        int port = freePort();
        Process process = new ProcessBuilder(
                        OperatorTools.find().program("prometheus").toString(),
                        "--config.file=prometheus.yaml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        return new ScrapingPrometheus(process, port);
    }

    private static void write(Path file, String base64) throws IOException {
        Files.write(file, Base64.getMimeDecoder().decode(base64.getBytes(UTF_8)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static List<Object> jobs(URI apiServer, List<Pod> pods) {
        List<Object> jobs = new ArrayList<>();
        String address = apiServer.getHost() + ":" + apiServer.getPort();
        for (String component : PATHS.keySet().stream().sorted().toList()) {
            List<Object> targets = new ArrayList<>();
            pods.stream()
                    .filter(pod ->
                            component.equals(pod.getMetadata().getLabels().get("app.kubernetes.io/component")))
                    .forEach(pod -> targets.add(target(address, pod, PATHS.getOrDefault(component, ""))));
            jobs.add(job("sublet-" + component, targets));
        }
        jobs.add(job(
                "apiserver",
                List.of(Map.of("targets", List.of(address), "labels", Map.of("__metrics_path__", "/metrics")))));
        return jobs;
    }

    private static Map<String, Object> job(String name, List<Object> targets) {
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("job_name", name);
        job.put("scheme", "https");
        job.put("tls_config", Map.of("ca_file", "ca.crt", "cert_file", "client.crt", "key_file", "client.key"));
        job.put("static_configs", targets);
        return job;
    }

    private static Object target(String address, Pod pod, String path) {
        return Map.of(
                "targets",
                List.of(address),
                "labels",
                Map.of(
                        "__metrics_path__",
                        "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                                + pod.getMetadata().getName() + ":" + path,
                        "pod",
                        pod.getMetadata().getName(),
                        "node",
                        pod.getSpec().getNodeName()));
    }

    /** The data of an answer of the HTTP API. */
    JsonNode data(String path) {
        try {
            String body = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            JsonNode answer = new ObjectMapper().readTree(body);
            if (!answer.path("status").asText().equals("success")) {
                throw new IllegalStateException(path + ": " + body);
            }
            return answer.get("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The samples of an instant query. */
    JsonNode query(String expression) {
        return data("query?query=" + URLEncoder.encode(expression, UTF_8)).get("result");
    }

    @Override
    public void close() {
        process.destroy();
    }
}
