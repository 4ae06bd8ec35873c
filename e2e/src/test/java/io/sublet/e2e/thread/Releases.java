package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.operator.Operator;
import java.time.Duration;
import java.util.List;

/** Upgrade, rollback and uninstall by the commands of the documentation. */
final class Releases {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final String UPGRADE =
            "helm upgrade sublet target/chart/sublet-0.1.0.tgz -n sublet-system --reset-then-reuse-values --wait"
                    + " --timeout 4m ";

    private final InstalledCluster cluster;

    Releases(InstalledCluster cluster) {
        this.cluster = cluster;
    }

    /** Up, with what the Prometheus operator knows; back; and up to a release that keeps nothing when it is removed. */
    void upgradeAndGoBack() {
        Operator operator = cluster.operator();
        // The plugin's commands have a test of their own.
        Operator.documented("## Modes").stream()
                .filter(command -> command.matches("kubectl label node .*sublet\\.io/mode=.*"))
                .forEach(command -> assertThat(operator.run(command)).isNotEmpty());
        cluster.mode("enforce");
        List<String> watching = Operator.documented("## Watching it");
        assertThat(watching)
                .singleElement()
                .satisfies(command -> assertThat(command).startsWith("helm upgrade"));
        monitoringKinds();
        operator.run(watching.getFirst() + " --wait --timeout 4m");
        assertThat(operator.run("kubectl -n sublet-system get podmonitors,prometheusrules,configmaps -o name"))
                .contains("podmonitor.monitoring.coreos.com/sublet-agent", "configmap/sublet-dashboard-overview");

        operator.run("helm rollback sublet -n sublet-system --wait --timeout 4m");
        assertThat(operator.run("kubectl -n sublet-system get podmonitors,prometheusrules -o name"))
                .isBlank();
        awaitProtection();

        Pod agent = cluster.agent();
        operator.run(
                UPGRADE + "--set crds.keep=false,priorityClasses.keep=false --set agent.podAnnotations.restart=yes");
        assertThat(cluster.agent().getMetadata().getUid())
                .isNotEqualTo(agent.getMetadata().getUid());
        awaitProtection();
        cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("podmonitors.monitoring.coreos.com")
                .delete();
        cluster.client()
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("prometheusrules.monitoring.coreos.com")
                .delete();
    }

    private void awaitProtection() {
        await("best effort is held back")
                .atMost(LIMIT)
                .until(() -> cluster.bestEffort().quota().isPresent());
    }

    /** Stand-ins for the operator's definitions: any content goes. */
    private void monitoringKinds() {
        KubernetesClient client = cluster.client();
        for (String kind : List.of("PodMonitor", "PrometheusRule")) {
            String plural = kind.toLowerCase(java.util.Locale.ROOT) + "s";
            JSONSchemaProps anything = new JSONSchemaProps();
            anything.setType("object");
            anything.setXKubernetesPreserveUnknownFields(true);
            client.resource(new CustomResourceDefinitionBuilder()
                            .withNewMetadata()
                            .withName(plural + ".monitoring.coreos.com")
                            .endMetadata()
                            .withNewSpec()
                            .withGroup("monitoring.coreos.com")
                            .withScope("Namespaced")
                            .withNewNames()
                            .withKind(kind)
                            .withPlural(plural)
                            .endNames()
                            .addNewVersion()
                            .withName("v1")
                            .withServed(true)
                            .withStorage(true)
                            .withNewSchema()
                            .withOpenAPIV3Schema(anything)
                            .endSchema()
                            .endVersion()
                            .endSpec()
                            .build())
                    .serverSideApply();
        }
        await("the kinds are served")
                .atMost(LIMIT)
                .ignoreExceptions()
                .until(() -> cluster.operator()
                        .run("kubectl get podmonitors,prometheusrules -A -o name")
                        .isBlank());
    }

    /** The documented way. */
    void uninstall() {
        cluster.operator().run(UPGRADE + "--set crds.keep=false,priorityClasses.keep=false");
        for (String plural : List.of("podmonitors", "prometheusrules")) {
            cluster.client()
                    .apiextensions()
                    .v1()
                    .customResourceDefinitions()
                    .withName(plural + ".monitoring.coreos.com")
                    .delete();
        }
        List<String> commands = Operator.documented("## Uninstalling");
        assertThat(commands).singleElement().isEqualTo("helm uninstall sublet -n sublet-system");
        assertThat(cluster.operator().run(commands.getFirst() + " --wait")).contains("uninstalled");
    }
}
