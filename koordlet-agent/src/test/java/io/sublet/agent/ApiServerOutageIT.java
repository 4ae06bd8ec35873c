package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.vm.FakeApiServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** The agent's process while the API server cannot be reached. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class ApiServerOutageIT extends AgentFixture {
    private @Nullable Wire wire;
    private String server = "";

    @BeforeEach
    void lay() throws IOException {
        wire = new Wire(api().url());
        server = wire().url();
    }

    @AfterEach
    void take() throws IOException {
        wire().close();
    }

    private Wire wire() {
        return Objects.requireNonNull(wire);
    }

    @Override
    List<String> agentCommand() {
        List<String> command = super.agentCommand();
        command.replaceAll(word -> word.startsWith("--api-server=") ? "--api-server=" + server : word);
        return command;
    }

    @Test
    void protectsTheNodeByWhatItLastKnewAndFollowsFromThereAfterwards() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        cgroups().spin(TIER + "/podbatch");
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        eventually()
                .untilAsserted(
                        () -> assertThat(text("/metrics")).contains(connected("nodeslos", 1), connected("pods", 1)));
        wire().cut();
        slo("{\"enable\":false}");
        eventually()
                .untilAsserted(
                        () -> assertThat(text("/metrics")).contains(connected("nodeslos", 0), connected("pods", 0)));
        double ticks = ticks();
        eventually().untilAsserted(() -> assertThat(ticks()).isGreaterThan(ticks + 3));
        assertThat(idle()).isEqualTo("1");
        assertThat(quota()).isPositive();
        wire().mend();
        eventually().untilAsserted(() -> assertThat(cgroups().snapshot()).isEqualTo(before));
        eventually()
                .untilAsserted(() -> assertThat(text("/metrics"))
                        .contains(
                                connected("nodeslos", 1),
                                connected("pods", 1),
                                lists("nodeslos", 1),
                                lists("pods", 1)));
    }

    /** No API server at the start is no reason to end, nor to act. */
    @Test
    void waitsForAnApiServerThatIsNotThereYet() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        wire().cut();
        start();
        eventually().untilAsserted(() -> assertThat(ticks()).isGreaterThan(2));
        assertThat(cgroups().snapshot()).isEqualTo(before);
        wire().mend();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        eventually().untilAsserted(() -> assertThat(text("/metrics")).contains(lists("nodeslos", 1), lists("pods", 1)));
    }

    /** A real server forgets changes after minutes, and not when a test asks it to, so that one stands in for it here. */
    @Test
    void listsOnceMoreAndKeepsWhatItKnowsWhereTheServerHasForgottenTheVersion() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        try (FakeApiServer forgetful = new FakeApiServer()) {
            server = forgetful.url();
            String amounts = "{\"cpu\":\"2\",\"memory\":\"8Gi\"}";
            forgetful.put("{\"kind\":\"Node\",\"metadata\":{\"name\":\"" + NODE + "\"},\"status\":{\"capacity\":"
                    + amounts + ",\"allocatable\":" + amounts + "}}");
            forgetful.put(suppression(true));
            start();
            eventually().untilAsserted(() -> assertThat(quota()).isPositive());
            eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
            eventually()
                    .untilAsserted(() -> assertThat(text("/metrics"))
                            .contains(connected("nodeslos", 1), connected("pods", 1), lists("nodeslos", 1)));
            long unknown = unknown();
            forgetful.expire(suppression(false));
            eventually().untilAsserted(() -> assertThat(cgroups().snapshot()).isEqualTo(before));
            eventually()
                    .untilAsserted(() -> assertThat(text("/metrics"))
                            .contains(connected("nodeslos", 1), connected("pods", 1))
                            .contains(lists("nodeslos", 2), lists("pods", 2), lists("nodes", 2)));
            assertThat(unknown()).as("nothing was forgotten meanwhile").isEqualTo(unknown);
        }
    }

    private static String suppression(boolean on) {
        return "{\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\"" + NODE
                + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":" + on
                + ",\"cpuSuppressPolicy\":\"cfsQuota\"}}}";
    }

    private long unknown() throws IOException, InterruptedException {
        return Pattern.compile("(Policy|Pods|Node)Unknown")
                .matcher(get("/decisions?last=1000"))
                .results()
                .count();
    }

    private double ticks() throws IOException, InterruptedException {
        String name = "sublet_agent_loop_duration_seconds_count ";
        return text("/metrics")
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static String connected(String resource, int flag) {
        return "sublet_agent_watch_connected{resource=\"" + resource + "\"} " + flag;
    }

    /** An outage that is shorter than the server's memory of changes needs no other list. */
    private static String lists(String resource, int number) {
        return "sublet_agent_watch_lists_total{resource=\"" + resource + "\"} " + number + "\n";
    }
}
