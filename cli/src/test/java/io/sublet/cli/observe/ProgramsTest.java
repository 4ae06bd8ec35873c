package io.sublet.cli.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.model.reading.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgramsTest {
    private static final String PODS = "/api/v1/pods?labelSelector=app.kubernetes.io%2Fpart-of%3Dsublet&limit=500";

    private final FakeApiServer api = new FakeApiServer();

    private static String pod(String component, String name, String node, boolean ready, String port) {
        return """
                {"metadata":{"namespace":"sys","name":"%s","labels":{"app.kubernetes.io/component":"%s"}},
                 "spec":{"nodeName":"%s","containers":[{"ports":[{"name":"management","containerPort":9000},
                   {"name":"%s","containerPort":9316}]}]},
                 "status":{"conditions":[{"type":"Ready","status":"%s"}]}}""".formatted(name, component, node, port, ready ? "True" : "False");
    }

    private Programs programs(String... pods) {
        api.replies(PODS, 200, "{\"items\":[" + String.join(",", pods) + "]}");
        return Programs.find(new Cluster(api), Optional.empty());
    }

    @Test
    void asksAgentsThroughTheApiServerAndKeepsWhyOneDoesNotAnswer() {
        Programs programs = programs(
                pod("agent", "a1", "n1", true, "http"),
                pod("agent", "a2", "n2", true, "http"),
                pod("agent", "a3-old", "n3", false, "http"),
                pod("agent", "a3-new", "n3", true, "http"));
        api.replies("/api/v1/namespaces/sys/pods/a1:9316/proxy/metrics", 200, "one");
        api.replies("/api/v1/namespaces/sys/pods/a2:9316/proxy/metrics", 503, "no endpoints\nmore");
        api.replies("/api/v1/namespaces/sys/pods/a3-new:9316/proxy/metrics", 200, "three");

        Map<String, Reading<String>> answers =
                programs.askAgents(List.of("n1", "n2", "n3", "n4"), "/metrics", Progress.SILENT);

        assertThat(answers)
                .containsEntry("n1", Reading.of("one"))
                .containsEntry("n2", Reading.missing("503 no endpoints"))
                .containsEntry("n3", Reading.of("three"))
                .containsEntry("n4", Reading.missing("no agent runs on it"));
    }

    @Test
    void tellsHowFarItIs() {
        Programs programs = programs();
        List<Integer> said = new ArrayList<>();
        boolean[] wiped = new boolean[1];

        programs.askAgents(IntStream.range(0, 100).mapToObj(i -> "n" + i).toList(), "/x", new Progress() {
            @Override
            public synchronized void at(String what, int done, int of) {
                said.add(done);
                assertThat(of).isEqualTo(100);
            }

            @Override
            public void done() {
                wiped[0] = true;
            }
        });

        assertThat(said)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 100).boxed().toList());
        assertThat(wiped[0]).isTrue();
    }

    private static String in(String namespace, String pod) {
        return pod.replace("\"sys\"", "\"" + namespace + "\"");
    }

    private void pods(String path, String... pods) {
        api.replies(path, 200, "{\"items\":[" + String.join(",", pods) + "]}");
    }

    @Test
    void agentsInANamespaceOfTheirOwnAreFoundAlsoWhereThatOfTheOthersIsNamed() {
        String manager = pod("manager", "m", "n1", true, "http");
        String agent = in("agents", pod("agent", "a", "n1", true, "http"));
        pods(PODS.replace("/pods?", "/namespaces/sys/pods?"), manager);
        pods(PODS, agent, manager, in("other", manager));

        Programs programs = Programs.find(new Cluster(api), Optional.of("sys"));

        assertThat(programs.agentOn("n1").orElseThrow().namespace()).isEqualTo("agents");
        assertThat(programs.of("manager")).hasSize(1);
        assertThat(programs.namespaces()).containsExactly("sys", "agents");
        assertThat(Programs.find(new Cluster(api), Optional.empty()).namespaces())
                .as("the central programs' first")
                .containsExactly("sys", "other", "agents");
    }

    @Test
    void whyAgentsOfOtherNamespacesAreNotKnownIsSaid() {
        pods(PODS.replace("/pods?", "/namespaces/sys/pods?"), pod("manager", "m", "n1", true, "http"));
        api.replies(PODS, 403, "{\"message\":\"pods is forbidden\"}");

        Programs programs = Programs.find(new Cluster(api), Optional.of("sys"));

        assertThat(programs.askAgents(List.of("n1"), "/metrics", Progress.SILENT))
                .containsEntry(
                        "n1",
                        Reading.missing("no agent is in namespace sys, and of other namespaces it is not known:"
                                + " you may not ask for pods of Sublet: pods is forbidden"));
    }

    @Test
    void theConfigMapIsWhereTheProgramsWereToldToLook() {
        String told = pod("manager", "m", "n1", true, "http").replace("{\"ports\":", """
                {"env":[{"name":"SUBLET_MANAGER_CONFIG_NAME","value":"x"},
                  {"name":"SUBLET_MANAGER_CONFIG_NAMESPACE","value":"koordinator-system"}],"ports":""");

        assertThat(programs(told).configNamespace()).contains("koordinator-system");
        assertThat(programs(pod("manager", "m", "n1", true, "http")).configNamespace())
                .isEmpty();
    }

    @Test
    void theWebhookIsAskedByItsSecureSchemeAndAProgramThatIsNotReadyIsNot() {
        Programs programs =
                programs(pod("webhook", "w", "n1", true, "admission"), pod("manager", "m", "n1", false, "http"));

        assertThat(programs.ready("webhook").proxy("/explain/pod"))
                .isEqualTo("/api/v1/namespaces/sys/pods/https:w:9316/proxy/explain/pod");
        assertThatThrownBy(() -> programs.ready("manager"))
                .hasMessage("the manager cannot be asked: none of its pods is ready");
        assertThatThrownBy(() -> programs.ready("scheduler"))
                .hasMessage("the scheduler cannot be asked: there is no pod of it");
    }
}
