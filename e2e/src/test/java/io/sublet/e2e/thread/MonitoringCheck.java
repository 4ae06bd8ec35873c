package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.e2e.monitoring.Dashboard;
import io.sublet.e2e.monitoring.GrafanaModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The chart's rules and dashboards against what the programs really serve, by a real Prometheus. */
final class MonitoringCheck {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern NAME =
            Pattern.compile("\\b(sublet[_:][a-z0-9_:]+|(?:jvm|process|apiserver)_[a-z0-9_]+)(?=[{\\[ )]|$)");
    private static final Pattern UNIT = Pattern.compile("_(total|seconds|bucket|count|sum)$");

    private final InstalledCluster cluster;

    MonitoringCheck(InstalledCluster cluster) {
        this.cluster = cluster;
    }

    void run() throws IOException {
        String rules = cluster.operator()
                .run("helm template sublet target/chart/sublet-0.1.0.tgz --set monitoring.rules.enabled=true"
                        + " --set monitoring.rules.kind=ConfigMap --show-only templates/monitoring/rules.yaml");
        String text = new KubernetesSerialization()
                .unmarshal(rules, JsonNode.class)
                .at("/data/sublet.rules.yaml")
                .asText();
        Path directory = Files.createTempDirectory(Path.of("target"), "prometheus");
        try (ScrapingPrometheus prometheus =
                ScrapingPrometheus.start(cluster.client(), cluster.pods(), text, directory)) {
            await("every target is scraped").atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
                JsonNode up = prometheus.query("up");
                assertThat(up).hasSizeGreaterThanOrEqualTo(7);
                assertThat(up)
                        .allSatisfy(sample -> assertThat(sample.at("/value/1").asText())
                                .as(sample.toString())
                                .isEqualTo("1"));
            });
            await("the rules are evaluated")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(prometheus.query("sublet:offered_cpu_cores:sum{tier=\"batch\"}"))
                            .hasSize(1));
            List<JsonNode> evaluated = rules(prometheus);
            assertThat(evaluated)
                    .hasSizeGreaterThan(30)
                    .allSatisfy(rule -> assertThat(rule.path("health").asText())
                            .as(rule.toString())
                            .isEqualTo("ok"));
            List<String> expressions = expressions();
            assertThat(expressions).allSatisfy(prometheus::query);
            assertSeriesExist(
                    prometheus,
                    Stream.concat(expressions.stream(), Stream.of(text)).toList(),
                    // A ratio of what has not happened yet is recorded as nothing.
                    evaluated.stream()
                            .filter(rule -> rule.path("type").asText().equals("recording"))
                            .map(rule -> rule.path("name").asText())
                            .toList());
        }
    }

    private static List<JsonNode> rules(ScrapingPrometheus prometheus) {
        List<JsonNode> rules = new ArrayList<>();
        prometheus
                .data("rules")
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** As Grafana sends them when everything is chosen. */
    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.readAll(Path.of("../charts/dashboards"))) {
            JsonNode model = new ObjectMapper().readTree(new GrafanaModel(dashboard).json());
            model.path("panels")
                    .forEach(panel -> panel.path("targets")
                            .forEach(target -> expressions.add(target.path("expr")
                                    .asText()
                                    .replace("$cluster", ".*")
                                    .replace("$node", ".*")
                                    .replace("$__rate_interval", "10s"))));
        }
        return expressions;
    }

    private static void assertSeriesExist(ScrapingPrometheus prometheus, List<String> texts, List<String> recorded)
            throws IOException {
        Set<String> used = new TreeSet<>();
        for (String text : texts) {
            Matcher matcher = NAME.matcher(text);
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
        }
        Set<String> known = new TreeSet<>();
        prometheus.data("label/__name__/values").forEach(name -> known.add(name.asText()));
        used.removeAll(known);
        used.removeAll(recorded);
        // What counts only when it happens is at least declared by a program; the API server's counter is its own.
        used.remove("apiserver_admission_webhook_fail_open_count");
        String sources = sources();
        assertThat(used).allSatisfy(name -> {
            String stem = UNIT.matcher(UNIT.matcher(name).replaceFirst("")).replaceFirst("");
            String tail = stem.replaceFirst("^sublet_[a-z]+_", "");
            assertThat(List.of(stem, stem.replace('_', '.'), tail, tail.replace('_', '.')))
                    .as(name)
                    .anyMatch(
                            form -> sources.contains("\"" + form + "\"") || sources.contains("\"" + form + "_total\""));
        });
        // A policy has to ask for these first.
        used.removeIf(
                name -> name.startsWith("sublet_agent_interference_") || name.startsWith("sublet_agent_filesystem_"));
        assertThat(used).as("series of things that have not happened").hasSizeLessThan(15);
    }

    private static String sources() throws IOException {
        StringBuilder text = new StringBuilder();
        for (String module : List.of("koordlet-agent", "manager", "webhook", "scheduler-extender")) {
            try (Stream<Path> walk = Files.walk(Path.of("..", module, "src/main/java"))) {
                for (Path file :
                        walk.filter(path -> path.toString().endsWith(".java")).toList()) {
                    text.append(Files.readString(file));
                }
            }
        }
        return text.toString();
    }
}
