package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console of the program as it is shipped, on a real API server and in a real browser. */
class ConsoleIT {
    private static @Nullable RealCluster started;
    private static @Nullable BuiltManager running;

    @TempDir
    private Path profile = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        RealCluster cluster = RealCluster.start();
        started = cluster;
        cluster.configure(Map.of(
                "colocation-config",
                "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                        + "\"extensions\":{\"sublet.io/stable-offer\":{\"enable\":false}}}",
                "cpu-burst-config",
                "{"));
        for (int i = 1; i <= 6; i++) {
            cluster.register("node-" + i);
        }
        cluster.label("node-6", "sublet.io/colocation", "disabled");
        BuiltManager manager = BuiltManager.start("manager-it-console", cluster.kubeconfig());
        running = manager;
        await().until(manager::leads);
        for (int i = 1; i <= 4; i++) {
            String node = "node-" + i;
            await().until(() ->
                    cluster.client().resources(NodeMetric.class).withName(node).get() != null);
            cluster.report(node, Instant.now(), "web-" + i, 20 + 5L * i, 33);
        }
        await().until(() -> cluster.batch("node-4").isPresent());
    }

    @AfterAll
    static void stop() {
        manager().close();
        Objects.requireNonNull(started).close();
    }

    private static BuiltManager manager() {
        return Objects.requireNonNull(running);
    }

    @Test
    void theDocumentsSayWhatTheClusterDoes() {
        JsonObject summary =
                Json.parseObject(manager().get("/console/data/summary").body());

        assertThat(summary.objectOrEmpty("nodes").integer("total")).contains(6L);
        assertThat(summary.objectOrEmpty("nodes").integer("offering")).contains(4L);
        assertThat(summary.objectOrEmpty("cpu").integer("used")).contains(200_000L);
        assertThat(summary.objectOrEmpty("switch").string("cluster")).contains("on");
        assertThat(summary.objectOrEmpty("switch").strings("names")).containsExactly("node-6");
        assertThat(summary.strings("attention"))
                .anyMatch(line -> line.startsWith("cpu-burst-config is not used as it is: "))
                .contains("nodes without an agent that reports: 2");
        assertThat(summary.objects("decisions").getFirst().string("reason")).contains("FirstOffer");
        assertThat(Json.parseObject(manager().get("/console/data/nodes").body()).strings("name"))
                .containsExactly("node-1", "node-2", "node-3", "node-4", "node-5", "node-6");
        assertThat(manager().get("/console/data/history?hours=1").body()).contains("this manager's own minutes");
    }

    @Test
    void thePageMayLoadNothingFromElsewhere() {
        for (String path : List.of("/console/", "/console/console.js", "/console/console.css", "/console/data/nodes")) {
            HttpResponse<String> answer = manager().get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .hasValueSatisfying(
                            policy -> assertThat(policy).startsWith("default-src 'none'; script-src 'self'"));
            assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                    .as(path)
                    .contains("nosniff");
        }
        assertThat(manager().get("/console/").body())
                .contains("<title>Sublet</title>")
                .doesNotContain("style=", "onclick");
    }

    @Test
    void aPersonWithAKeyboardReadsItInBothThemes() throws IOException, InterruptedException {
        assumeTrue(Browser.program().isPresent(), "no Chromium on this machine: install the package chromium");
        try (Browser browser = Browser.start(Browser.program().orElseThrow(), profile)) {
            browser.prefers("light");
            browser.open("http://127.0.0.1:" + manager().port() + "/console/");
            await().until(() -> browser.text("#status").startsWith("6 nodes, 4 offering"));

            assertThat(browser.text("#switch")).isEqualTo("Colocation on, 1 node switched off");
            assertThat(browser.text("#bars")).contains("CPU with colocation: 50.0 %", "CPU without colocation: 50.0 %");
            assertThat(browser.text("#attention")).contains("cpu-burst-config is not used as it is");
            assertThat(browser.text("#decisions tbody tr")).contains("FirstOffer");
            await().until(() -> "Heat map of 6 nodes"
                    .equals(browser.value("document.getElementById('map').getAttribute('aria-label')")));

            browser.value("document.getElementById('map').focus()");
            browser.key("ArrowRight", 39);
            browser.key("End", 35);
            assertThat(browser.text("#cell")).startsWith("node-6: silent, switched off; CPU used not known");
            browser.key("Home", 36);
            assertThat(browser.text("#cell")).startsWith("node-1: offering; CPU used 50.0 %");
            browser.key("Enter", 13);
            await().until(() -> browser.text("#node").contains("= possible now"));
            assertThat(browser.value("document.activeElement.id")).isEqualTo("node-title");

            String light = String.valueOf(browser.value("getComputedStyle(document.body).backgroundColor"));
            browser.prefers("dark");
            await().until(() -> !light.equals(browser.value("getComputedStyle(document.body).backgroundColor")));
            browser.value("document.getElementById('theme').click()");
            assertThat(browser.value("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo(light);
            browser.screenshot(Files.createDirectories(Path.of("target")).resolve("console-light.png"));
            browser.value("document.getElementById('theme').click()");
            browser.screenshot(Path.of("target", "console-dark.png"));

            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests())
                    .isNotEmpty()
                    .allMatch(url ->
                            url.startsWith("http://127.0.0.1:" + manager().port() + "/"));
        }
    }

    @Test
    void fiveThousandNodesAreOneCanvasAndFewElements() throws IOException, InterruptedException {
        assumeTrue(Browser.program().isPresent(), "no Chromium on this machine: install the package chromium");
        try (PageServer page = PageServer.of(5000);
                Browser browser = Browser.start(Browser.program().orElseThrow(), profile)) {
            browser.open(page.address());
            await().until(() -> "Heat map of 5000 nodes"
                    .equals(browser.value("document.getElementById('map').getAttribute('aria-label')")));
            await().until(() -> browser.text("#source").equals("Source: Prometheus."));

            assertThat(browser.text("#switch")).isEqualTo("Colocation off, 100 nodes switched off");
            assertThat((Long) browser.value("document.querySelectorAll('*').length"))
                    .isLessThan(400L);
            assertThat(browser.value("document.querySelectorAll('#chart path:not(.grid)').length"))
                    .isEqualTo(4L);
            assertThat(String.valueOf(browser.value("document.querySelector('#chart .used').getAttribute('d')")))
                    .as("a gap where nothing was measured")
                    .contains("M")
                    .matches(path -> path.indexOf('M', 1) > 0);
            assertThat(browser.value("document.querySelector('#chart svg').getAttribute('aria-label')"))
                    .asString()
                    .contains("at the end used by all", "limit of best effort");
            assertThat((Long) browser.value("document.querySelectorAll('#history-table tbody tr').length"))
                    .isBetween(10L, 30L);

            browser.value("document.getElementById('metric').value = 'state';"
                    + "document.getElementById('metric').dispatchEvent(new Event('change'))");
            assertThat(browser.text("#legend")).isEqualTo("offeringwithheldstalesilent");
            browser.value("document.getElementById('filter').value = 'ip-10-0-1-';"
                    + "document.getElementById('filter').dispatchEvent(new Event('input'))");
            assertThat(browser.value("document.getElementById('map').getAttribute('aria-label')"))
                    .isEqualTo("Heat map of 256 of 5000 nodes");
            browser.value("document.getElementById('filter').value = '';"
                    + "document.getElementById('filter').dispatchEvent(new Event('input'))");
            browser.screenshot(Files.createDirectories(Path.of("target")).resolve("console-large.png"));

            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).allMatch(url -> url.startsWith(page.address()));
        }
    }
}
