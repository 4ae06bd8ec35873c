package io.sublet.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.cli.check.NodeChecks.Node;
import io.sublet.cli.check.ProgramChecks.Program;
import io.sublet.cli.check.ProgramChecks.Registration;
import io.sublet.cli.check.ProgramChecks.Right;
import io.sublet.cli.check.ProgramChecks.Workload;
import io.sublet.cli.fleet.Feature;
import io.sublet.model.reading.Reading;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ChecksTest {
    private static final Set<String> ALL =
            Set.of("NodeMetric", "NodeSLO", "PodQoS", "ClusterColocationProfile", "NodeResourceTopology");

    private static List<String> lines(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.level().word() + " " + finding.text())
                .toList();
    }

    @Test
    void theClusterIsNewEnoughAndHasTheKinds() {
        assertThat(lines(List.of(
                        ClusterChecks.version("v1.35.4"),
                        ClusterChecks.version("v1.30.1-gke.5"),
                        ClusterChecks.version("v1.29.0"),
                        ClusterChecks.version("two"),
                        ClusterChecks.kinds(ALL),
                        ClusterChecks.kinds(Set.of("NodeMetric", "NodeSLO")))))
                .containsExactly(
                        "ok Kubernetes v1.35.4",
                        "ok Kubernetes v1.30.1-gke.5",
                        "fail Kubernetes v1.29.0 is older than 1.30",
                        "warn the API server's version is not understood: two",
                        "ok all custom resources are defined",
                        "fail not defined: ClusterColocationProfile, NodeResourceTopology, PodQoS; helm upgrade brings"
                                + " them");
    }

    private static Node node(String name, Feature... features) {
        return new Node(name, "6.1.0", Reading.of(List.of(features)));
    }

    @Test
    void aFeatureIsToldWhereItGoesAndWhereNot() {
        Feature done = new Feature("cpuSuppress", "enforced", "by quota");
        Feature off = new Feature("memory", "off", "not asked for");
        Feature not = new Feature("bestEffortIdle", "impossible", "cpu.idle: no such file");
        Feature seen = new Feature("bestEffortIdle", "observed", "");

        assertThat(lines(NodeChecks.of(List.of(node("n1", done, off, not), node("n2", done, off, seen)))))
                .containsExactly(
                        "ok an agent answers on all 2 nodes",
                        "warn bestEffortIdle is impossible on 1 of 2 nodes (n1): cpu.idle: no such file; kernel 6.1.0",
                        "ok cpuSuppress goes on all 2 nodes that are asked");
        assertThat(lines(NodeChecks.of(List.of(node("n1", not)))))
                .contains("warn no node can do bestEffortIdle, which is asked of 1: cpu.idle: no such file; kernel"
                        + " 6.1.0");
    }

    @Test
    void agentsThatDoNotAnswerAreCountedAndNamed() {
        Node silent = new Node("n3", "6.1.0", Reading.missing("503 no endpoints"));

        assertThat(lines(NodeChecks.of(List.of(node("n1"), silent))))
                .containsExactly("warn no agent answers on 1 of 2 nodes (n3): 503 no endpoints");
        assertThat(lines(NodeChecks.of(List.of()))).containsExactly("warn there are no nodes");
    }

    @Test
    void programsThatAreNeededFailAndOthersAreNoted() {
        assertThat(lines(ProgramChecks.programs(List.of(
                        new Program("manager", 0, 0),
                        new Program("agent", 3, 2),
                        new Program("webhook", 2, 0),
                        new Program("scheduler", 0, 0)))))
                .containsExactly(
                        "fail no manager is installed",
                        "warn agent: 2 of 3 pods are ready",
                        "fail webhook: 0 of 2 pods are ready",
                        "note no scheduler is installed");
    }

    @Test
    void othersThatDoTheSameWorkAreFoundByTheirImages() {
        List<Workload> workloads = List.of(
                new Workload("koordinator-system", "koordlet", List.of("registry.io/koordinator-sh/koordlet:v1.8"), 5),
                new Workload("crane", "crane-agent", List.of("docker.io/gocrane/crane-agent@sha256:00"), 0),
                new Workload("shop", "koordlet-dashboard", List.of("shop/dashboard"), 1));

        assertThat(lines(ProgramChecks.conflicts(workloads)))
                .containsExactly(
                        "fail koordinator-system/koordlet has 5 pods: Koordinator's agent writes the same kernel files"
                                + " and reports",
                        "note crane/crane-agent has no pods now; with some: Crane's agent throttles and evicts the"
                                + " same pods");
        assertThat(lines(ProgramChecks.conflicts(List.of()))).containsExactly("ok nobody else does the same work");
    }

    @Test
    void admissionNeedsAnAuthorityAndPodsThatAreReached() {
        Map<String, Reading<String>> answers = new TreeMap<>();
        answers.put("w1", Reading.of("POST a Pod"));
        answers.put("w2", Reading.missing("dial tcp: timeout"));

        assertThat(lines(ProgramChecks.webhook(
                        List.of(new Registration("a", true), new Registration("b", false)), answers)))
                .containsExactly(
                        "ok a is registered with an authority",
                        "fail b has no authority yet, so the API server does not call it",
                        "ok the API server reaches w1",
                        "fail the API server does not reach w2: dial tcp: timeout");
        assertThat(lines(ProgramChecks.webhook(List.of(), Map.of())))
                .containsExactly("warn it is not registered: no pod becomes a batch pod");
    }

    @Test
    void rightsAreToldByWhatTheyAreNeededFor() {
        assertThat(lines(ProgramChecks.rights(List.of(
                        new Right("list nodes", true, "status"), new Right("patch nodes", false, "disable, enable")))))
                .containsExactly("note you may not patch nodes, which is needed for disable, enable");
        assertThat(lines(ProgramChecks.rights(List.of(new Right("list nodes", true, "status")))))
                .containsExactly("ok you may use all commands");
    }
}
