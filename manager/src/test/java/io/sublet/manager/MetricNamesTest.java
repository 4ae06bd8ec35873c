package io.sublet.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.sublet.manager.metric.MetricReason;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.telemetry.ManagerMetrics;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of {@code promtool check metrics}, and our own: all that is scraped says what it is and in which unit. */
class MetricNamesTest {
    private static final Pattern HELP = Pattern.compile("# HELP (\\S+) ?(.*)");
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern LABEL = Pattern.compile("[{,]([^={,]+)=\"");

    @SuppressWarnings("deprecation") // the registry that Quarkus brings
    private static String scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ManagerMetrics metrics = new ManagerMetrics(registry);
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(
                        new ConfigBuilder().withMasterUrl("https://127.0.0.1:1").build())
                .build()) {
            // Only made, never started: that is enough to register its gauges.
            ControlLoop loop = new ControlLoop(
                    new ControlLoop.Environment(client, Clock.systemUTC(), metrics, () -> {}),
                    new Settings("test", "namespace", "name", 1, false, Optional.empty(), Set.of()));
            assertThat(loop.isWarm()).isFalse();
            metrics.write(Concern.CAPACITY, new Outcome.Applied());
            metrics.hold(Concern.SLO, MetricReason.PolicyInPlace);
            metrics.triggerToWrite(Concern.CAPACITY, 1);
            metrics.internalError(Concern.METRIC);
            metrics.configLoad("replaced");
            metrics.event("published");
            metrics.foreignField("a.b", 1);
            metrics.runtime().apiRequest("patch", "node", 200, 1);
            metrics.runtime().watchEvent("node", "ADDED");
            metrics.runtime().unreadable("node");
            metrics.runtime().pass(Concern.SLO, 1);
            metrics.runtime().queueWait(Concern.SLO, 1);
            metrics.runtime().retry(Concern.SLO);
            metrics.runtime().pause();
            return registry.scrape();
        }
    }

    @Test
    void followTheConventions() {
        Map<String, String> help = new HashMap<>();
        Map<String, String> types = new HashMap<>();
        for (String line : scrape().lines().toList()) {
            Matcher helpLine = HELP.matcher(line);
            Matcher typeLine = TYPE.matcher(line);
            if (helpLine.matches()) {
                help.put(helpLine.group(1), helpLine.group(2));
            } else if (typeLine.matches()) {
                types.put(typeLine.group(1), typeLine.group(2));
            } else {
                assertThat(LABEL.matcher(line).results().map(label -> label.group(1)))
                        .as(line)
                        .allMatch(name -> name.matches("[a-z][a-z0-9_]*"));
            }
        }
        assertThat(types).hasSizeGreaterThan(20);
        types.forEach((name, type) -> {
            assertThat(name).matches("sublet_manager_[a-z][a-z0-9_]*[a-z0-9]");
            assertThat(help.get(name)).as("help of " + name).isNotBlank();
            assertThat(name.endsWith("_total")).as(name).isEqualTo(type.equals("counter"));
            assertThat(List.of(name.split("_", -1)))
                    .as(name)
                    .doesNotContain("milliseconds", "ms", "millicores", "kib", "mib", "counter", "gauge", "histogram");
            if (type.equals("histogram")) {
                assertThat(name).endsWith("_seconds");
            }
        });
    }

    /** An alert on one of these must not lose its metric unnoticed. */
    @Test
    void thoseThatAlertsAndDashboardsUseAreThere() {
        assertThat(scrape())
                .contains(
                        "sublet_manager_is_leader ",
                        "sublet_manager_caches_filled ",
                        "sublet_manager_queue_depth ",
                        "sublet_manager_queue_wait_seconds_bucket{",
                        "sublet_manager_queue_pauses_total ",
                        "sublet_manager_reconcile_duration_seconds_bucket{",
                        "sublet_manager_retries_total{",
                        "sublet_manager_api_request_duration_seconds_count{",
                        "sublet_manager_informer_watching{kind=\"node\"",
                        "sublet_manager_informer_silence_seconds{kind=\"pod\"",
                        "sublet_manager_informer_events_total{",
                        "sublet_manager_writes_total{",
                        "sublet_manager_holds_total{");
    }
}
