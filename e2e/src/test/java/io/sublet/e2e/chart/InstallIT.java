package io.sublet.e2e.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import io.sublet.e2e.operator.Definitions;
import io.sublet.e2e.operator.DocumentedCommand;
import io.sublet.e2e.operator.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Installs that cannot work, with the real Helm on a real API server: each ends with a sentence that says what to do, before anything is
 * made, and what it says then works. The tests follow each other on one cluster, which has no nodes.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InstallIT {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "install-cluster"));
    private static final Progress PROGRESS = new Progress(System.out);
    private static final Path FOLDER = Path.of("target", "install-it").toAbsolutePath();
    private static final String AS_DEVELOPER = " --kube-as-user developer --kube-as-group system:authenticated";

    private static @Nullable LocalCluster cluster;
    private static ChartPackage chart = new ChartPackage(Path.of("."), Path.of("."));

    @BeforeAll
    static void startTheCluster() {
        LocalCluster.down(STATE, PROGRESS);
        chart = ChartPackage.of(Path.of(".."), FOLDER.resolve("chart"));
        cluster = LocalCluster.up(STATE, new ClusterSpec(0, 0, 1), PROGRESS);
    }

    @AfterAll
    static void removeTheCluster() {
        LocalCluster.down(STATE, PROGRESS);
    }

    private static Operator operator() {
        return new Operator(Optional.ofNullable(cluster).orElseThrow().kubeconfig(), "none");
    }

    private static String run(String command) {
        return operator().run(command.replace("CHART", chart.archive().toString()));
    }

    /** Helm's answer holds each part, in their order, and nothing was made. */
    private static void refused(String command, String... parts) {
        String releases = run("helm list -A -a -q");
        Operator.Outcome outcome =
                operator().attempt(command.replace("CHART", chart.archive().toString()));

        assertThat(outcome.output()).as(command).containsSubsequence(parts);
        assertThat(outcome.code()).isNotZero();
        assertThat(run("helm list -A -a -q")).isEqualTo(releases);
    }

    @Test
    @Order(0)
    void theDocumentedInstallsWork() {
        documented("docs/operations.md", "## Installing", "(helm|kubectl (create|label) namespace) .*");
        run("helm uninstall sublet -n sublet-system --no-hooks");
        documented("README.md", "## Install it into a cluster", "helm .*");
        run("helm uninstall sublet -n sublet-system --no-hooks");
        run("kubectl delete namespace sublet-system");
    }

    private static void documented(String page, String heading, String wanted) {
        List<String> commands = DocumentedCommand.all().stream()
                .filter(command ->
                        command.page().equals(page) && command.heading().equals(heading))
                .map(DocumentedCommand::line)
                .filter(line -> line.matches(wanted))
                .toList();
        assertThat(commands).isNotEmpty();
        commands.forEach(command -> run(command.replace("target/chart/sublet-0.1.0.tgz", "CHART")));
    }

    @Test
    @Order(1)
    void wrongValuesAreNamed() {
        String install = "helm install sublet CHART -n sublet-system --create-namespace ";
        refused(install + "--set agent.privileged=true", "'/agent'", "'privileged' not allowed");
        refused(install + "--set manager.replicas=two", "'/manager/replicas'", "got string, want integer");
        refused(install + "--set mode=enforced", "'/mode'", "'observe', 'enforce'");
        refused(
                install + "--set webhook.replicas=null",
                "the value webhook.replicas is missing",
                "a value that was set to null is to be left out");
    }

    @Test
    @Order(2)
    void aNamespaceThatForbidsTheAgentsIsNamed() {
        run("kubectl create namespace sublet-system");
        run("kubectl label namespace sublet-system pod-security.kubernetes.io/enforce=restricted");

        refused(
                "helm install sublet CHART -n sublet-system",
                "namespace sublet-system enforces the pod security standard restricted",
                "'kubectl label namespace sublet-system pod-security.kubernetes.io/enforce=privileged --overwrite'",
                "or set agent.namespace");
        refused(
                "helm install sublet CHART -n sublet-system --set agent.namespace=sublet-agents",
                "agent.namespace: there is no namespace sublet-agents",
                "'kubectl create namespace sublet-agents'");

        run("kubectl create namespace sublet-agents");
        run("helm install sublet CHART -n sublet-system --set agent.namespace=sublet-agents");
        run("helm uninstall sublet -n sublet-system --no-hooks");
        run("kubectl label namespace sublet-system pod-security.kubernetes.io/enforce=privileged --overwrite");
    }

    @Test
    @Order(3)
    void kindsThatAreNotThereAreNamed() {
        String install = "helm install sublet CHART -n sublet-system --set ";
        for (String monitor : List.of("podMonitor", "serviceMonitor")) {
            refused(
                    install + "monitoring." + monitor + ".enabled=true",
                    "monitoring." + monitor + ".enabled: this cluster does not know the kind",
                    "of the Prometheus operator",
                    "install that first, or leave it false");
        }
        refused(
                install + "monitoring.rules.enabled=true",
                "does not know the kind PrometheusRule",
                "set monitoring.rules.kind=ConfigMap");
        refused(
                install + "webhook.certificates.mode=cert-manager",
                "does not know the kind Certificate of cert-manager",
                "set it to self-managed");

        run(install
                + "monitoring.rules.enabled=true,monitoring.rules.kind=ConfigMap,monitoring.dashboards.enabled=true");
        run("helm uninstall sublet -n sublet-system --no-hooks");
        forgetWhatIsKept();
    }

    private static void forgetWhatIsKept() {
        run("kubectl delete crd --all --wait=false"
                + " && kubectl delete priorityclasses koord-prod koord-mid koord-batch koord-free");
        try (KubernetesClient client =
                Optional.ofNullable(cluster).orElseThrow().client()) {
            await().atMost(Duration.ofMinutes(2)).until(() -> {
                Definitions.nudge(client);
                return client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .list()
                        .getItems()
                        .isEmpty();
            });
        }
    }

    @Test
    @Order(4)
    void whoLacksRightsIsToldWhich() {
        String install = "helm install sublet CHART -n sublet-system" + AS_DEVELOPER;
        run("kubectl create rolebinding developer -n sublet-system --clusterrole=admin --user=developer");
        refused(install, "installing needs the rights of a cluster administrator", "namespaces", "is forbidden");

        run("""
            kubectl apply -f - <<'END'
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: all-but-definitions}
            rules:
              - apiGroups: ["", apps, batch, policy, networking.k8s.io, rbac.authorization.k8s.io, scheduling.k8s.io,
                    admissionregistration.k8s.io, coordination.k8s.io]
                resources: ["*"]
                verbs: ["*"]
            END
            kubectl create clusterrolebinding developer --clusterrole=all-but-definitions --user=developer\
            """);
        refused(
                install,
                "let an administrator apply them, and set crds.install=false",
                "customresourcedefinitions.apiextensions.k8s.io",
                "is forbidden");

        run("helm template sublet CHART -n sublet-system --show-only templates/crds/crds.yaml | kubectl apply"
                + " --server-side -f -");
        run(install + " --set crds.install=false");
    }

    @Test
    @Order(5)
    void aSecondOneIsRefused() {
        String sentence = "Sublet is in this cluster already, as release sublet in namespace sublet-system";
        String whatToDo = "'helm uninstall sublet -n sublet-system'";
        refused("helm install sublet CHART -n elsewhere --create-namespace", sentence, whatToDo);
        refused("helm install colocation CHART -n elsewhere --create-namespace", sentence, whatToDo);
        refused(
                "helm install sublet CHART -n elsewhere --create-namespace --set"
                        + " crds.install=false,priorityClasses.create=false",
                sentence,
                whatToDo);
    }

    @Test
    @Order(6)
    void labelsThatCannotChangeAreNamed() {
        refused(
                "helm upgrade sublet CHART -n sublet-system --reset-then-reuse-values --set nameOverride=sub",
                "Deployment sublet-manager in namespace sublet-system knows its pods by",
                "set nameOverride as it was",
                "'kubectl -n sublet-system delete deployment sublet-manager'");
    }

    @Test
    @Order(7)
    void anUpgradeFromAChartWithFewerValuesSaysHowToKeepThem() throws IOException {
        run("helm upgrade sublet " + olderChart()
                + " -n sublet-system --reset-then-reuse-values --set webhook.replicas=3");

        refused(
                "helm upgrade sublet CHART -n sublet-system --reuse-values",
                "the value flowSchema is missing",
                "needs --reset-then-reuse-values in place of --reuse-values");

        run("helm upgrade sublet CHART -n sublet-system --reset-then-reuse-values");
        assertThat(run("kubectl -n sublet-system get deployment sublet-webhook -o jsonpath={.spec.replicas}"))
                .isEqualTo("3");
        run("helm rollback sublet -n sublet-system");
    }

    /** As it was before there was a FlowSchema. */
    private static Path olderChart() throws IOException {
        ChartPackage older = ChartPackage.of(Path.of(".."), FOLDER.resolve("older"));
        for (String file : List.of("values.yaml", "files/values.yaml")) {
            Path values = older.directory().resolve(file);
            Files.writeString(values, Files.readString(values).replaceAll("(?m)^flowSchema:\\R( .*\\R)+", ""));
        }
        Path schema = older.directory().resolve("values.schema.json");
        Files.writeString(schema, Files.readString(schema).replace("\"flowSchema\"", "\"unknownThen\""));
        Files.delete(older.directory().resolve("templates/agent/flowschema.yaml"));
        return older.directory();
    }

    @Test
    @Order(8)
    void whatAnUninstallKeepsCanBeTakenOver() {
        run("helm uninstall sublet -n sublet-system --no-hooks");
        forgetWhatIsKept();
        run("helm install first CHART -n sublet-system");
        run("helm uninstall first -n sublet-system --no-hooks");
        String definition = run("kubectl get crd podqoses.qos.sublet.io -o jsonpath={.metadata.uid}");

        refused(
                "helm install sublet CHART -n elsewhere --create-namespace",
                "cannot be imported into the current release");
        run("helm install sublet CHART -n elsewhere --create-namespace --take-ownership");

        assertThat(run("kubectl get crd podqoses.qos.sublet.io -o jsonpath={.metadata.uid}"))
                .isEqualTo(definition);
        try (KubernetesClient client =
                Optional.ofNullable(cluster).orElseThrow().client()) {
            assertThat(client.apiextensions()
                            .v1()
                            .customResourceDefinitions()
                            .withName("podqoses.qos.sublet.io")
                            .get()
                            .getMetadata()
                            .getAnnotations())
                    .containsEntry("meta.helm.sh/release-namespace", "elsewhere");
        }
    }
}
