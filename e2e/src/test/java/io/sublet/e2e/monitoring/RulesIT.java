package io.sublet.e2e.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.e2e.chart.ChartPackage;
import io.sublet.e2e.cluster.OperatorTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart's rules under Prometheus' own promtool: each alert fires when it should, and does not otherwise. */
class RulesIT {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @TempDir
    static Path directory;

    @BeforeAll
    static void renderTheRules() throws IOException {
        ChartPackage chart = ChartPackage.of(Path.of(".."), directory.resolve("chart"));
        String objects = Helm.template(chart.archive().toString())
                .withKubeVersion("1.35.4")
                .set(
                        "preflight.enabled",
                        false) // the library looks at a cluster also to render, which Helm itself does not
                .set("monitoring.rules.enabled", true)
                .set("monitoring.rules.kind", "ConfigMap")
                .call();
        for (String object : Pattern.compile("^---$", Pattern.MULTILINE).split(objects, -1)) {
            if (object.contains("sublet.rules.yaml")) {
                String rules = YAML.unmarshal(object, JsonNode.class)
                        .at("/data/sublet.rules.yaml")
                        .asText();
                Files.writeString(directory.resolve("rules.yaml"), rules);
            }
        }
    }

    private static JsonNode rules() throws IOException {
        return YAML.unmarshal(Files.readString(directory.resolve("rules.yaml")), JsonNode.class);
    }

    private static Set<String> alerts() throws IOException {
        Set<String> alerts = new TreeSet<>();
        for (JsonNode group : rules().path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (rule.has("alert")) {
                    alerts.add(rule.get("alert").asText());
                }
            }
        }
        return alerts;
    }

    private static JsonNode cases() throws IOException {
        return YAML.unmarshal(Files.readString(Path.of("src/test/resources/monitoring/alerts.yaml")), JsonNode.class);
    }

    @Test
    void theRulesAreValid() throws Exception {
        assertThat(promtool("check", "rules", "--lint=all", "--lint-fatal", "rules.yaml"))
                .contains("SUCCESS");
    }

    @Test
    void everyAlertHasACaseAndARunbook() throws IOException {
        Set<String> cases = new TreeSet<>();
        cases().fieldNames().forEachRemaining(cases::add);
        assertThat(cases).isEqualTo(alerts());
        String operations = Files.readString(Path.of("../docs/operations.md"));
        assertThat(alerts()).allSatisfy(alert -> assertThat(operations).contains("\n### " + alert + "\n"));
    }

    @Test
    void everyAlertFiresWhenItShouldAndNotOtherwise() throws Exception {
        List<Object> tests = new ArrayList<>();
        cases().properties().forEach(entry -> {
            tests.add(test(entry.getKey(), entry.getValue(), "fires"));
            tests.add(test(entry.getKey(), entry.getValue(), "quiet"));
        });
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("rule_files", List.of("rules.yaml"));
        file.put("evaluation_interval", "1m");
        file.put("tests", tests);
        Files.writeString(directory.resolve("test.yaml"), YAML.asYaml(file));

        assertThat(promtool("test", "rules", "test.yaml")).contains("SUCCESS");
    }

    private static Map<String, Object> test(String alert, JsonNode described, String kind) {
        List<Object> series = new ArrayList<>();
        described.path(kind).forEach(line -> {
            String text = line.asText();
            int end = text.contains("}") ? text.indexOf('}') + 1 : text.indexOf(' ');
            series.add(Map.of(
                    "series",
                    text.substring(0, end),
                    "values",
                    text.substring(end).strip()));
        });
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("expr", "count(ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"}) > bool 0 or vector(0)");
        question.put("eval_time", described.path("at").asText());
        question.put("exp_samples", List.of(Map.of("labels", "{}", "value", kind.equals("fires") ? 1 : 0)));
        Map<String, Object> test = new LinkedHashMap<>();
        test.put("name", alert + " " + kind);
        test.put("interval", "1m");
        test.put("input_series", series);
        test.put("promql_expr_test", List.of(question));
        return test;
    }

    /** Two nodes show one of the two, and of the others each is the less once. */
    @Test
    void theLimitOfBestEffortIsWhicheverIsLess() throws Exception {
        String expression = Dashboard.readAll(Path.of("../charts/dashboards")).stream()
                .filter(dashboard -> dashboard.name().equals("overview"))
                .flatMap(Dashboard::expressions)
                .filter(query -> query.contains("best_effort_limit_cores"))
                .findFirst()
                .orElseThrow()
                .replace("$scope", "");
        List<Object> series = new ArrayList<>();
        Map.of(
                        "sublet_agent_best_effort_limit_cores{node=\"quota\"}", "1.5",
                        "sublet_agent_best_effort_cpus{node=\"cpus\"}", "3",
                        "sublet_agent_best_effort_limit_cores{node=\"both\"}", "7",
                        "sublet_agent_best_effort_cpus{node=\"both\"}", "2",
                        "sublet_agent_best_effort_limit_cores{node=\"other\"}", "0.5",
                        "sublet_agent_best_effort_cpus{node=\"other\"}", "4")
                .forEach((name, value) -> series.add(Map.of("series", name, "values", value)));
        Map<String, Object> question = Map.of(
                "expr",
                expression,
                "eval_time",
                "0m",
                "exp_samples",
                List.of(Map.of("labels", "{}", "value", 1.5 + 3 + 2 + 0.5)));
        Map<String, Object> test =
                Map.of("interval", "1m", "input_series", series, "promql_expr_test", List.of(question));
        Files.writeString(directory.resolve("limit.yaml"), YAML.asYaml(Map.of("tests", List.of(test))));

        assertThat(promtool("test", "rules", "limit.yaml")).contains("SUCCESS");
    }

    private static String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(OperatorTools.find().program("promtool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
