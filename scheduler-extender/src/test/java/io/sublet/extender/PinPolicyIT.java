package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import io.sublet.testing.RealApiServer;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart's admission policy in a real API server: without a webhook, pods that ask and lack the mark are not created. */
class PinPolicyIT {
    private static @Nullable RealApiServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RealApiServer.start();
        try (InputStream policy = PinPolicyIT.class.getResourceAsStream("/pin-policy.yaml")) {
            client().resource(client().getKubernetesSerialization()
                            .unmarshal(Objects.requireNonNull(policy), ValidatingAdmissionPolicy.class))
                    .create();
        }
        client().resource(new ValidatingAdmissionPolicyBindingBuilder()
                        .withNewMetadata()
                        .withName("sublet-pin-mark")
                        .endMetadata()
                        .withNewSpec()
                        .withPolicyName("sublet-pin-mark")
                        .withValidationActions("Deny")
                        .endSpec()
                        .build())
                .create();
        Awaitility.await("the policy to be in force")
                .until(() -> refusal(pod("LSR", null, "2", Map.of())).isPresent());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static KubernetesClient client() {
        return Objects.requireNonNull(server).client();
    }

    private static PodBuilder pod(
            @Nullable String qos, @Nullable String priorityClass, String cpu, Map<String, String> annotations) {
        Map<String, String> labels = new HashMap<>();
        if (qos != null) {
            labels.put(Labels.POD_QOS, qos);
        }
        if (priorityClass != null) {
            labels.put(Labels.POD_PRIORITY_CLASS, priorityClass);
        }
        return new PodBuilder()
                .withNewMetadata()
                .withGenerateName("p-")
                .withNamespace("default")
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("koord-scheduler")
                .addNewContainer()
                .withName("sidecar")
                .withImage("none")
                .endContainer()
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec();
    }

    /** Why the API server does not create the pod; empty if it would. */
    private static Optional<String> refusal(PodBuilder pod) {
        try {
            client().resource(pod.build()).dryRun().create();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.ofNullable(e.getMessage());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // QoS | priority class | CPU | annotation | its value | marked | refused
                "LSR | -          | 2    | - | -                                               | false | true",
                "LSE | -          | 2    | - | -                                               | false | true",
                "LSR | koord-prod | 500m | - | -                                               | false | true",
                "LSR | -          | 2    | - | -                                               | true  | false",
                "LSR | koord-mid  | 2    | - | -                                               | false | false",
                "LSR | -          | 0    | - | -                                               | false | false",
                "LS  | -          | 2    | - | -                                               | false | false",
                "-   | -          | 2    | - | -                                               | false | false",
                "LSR | - | 2 | spec | {\"preferredCPUBindPolicy\":\"ConstrainedBurst\"}         | false | false",
                "LSR | - | 2 | spec | {\"preferredCPUBindPolicy\":\"SpreadByPCPUs\"}            | false | true",
                "LS  | - | 2 | numa | {\"numaTopologyPolicy\":\"Restricted\"}                   | false | true",
                "LS  | - | 2 | numa | {\"numaTopologyPolicy\" : \"BestEffort\"}                 | true  | false",
                "LS  | - | 2 | numa | {\"singleNUMANodeExclusive\":\"Required\"}                | false | false",
            })
    void podsThatAskNeedTheMark(
            @Nullable String qos,
            @Nullable String priorityClass,
            String cpu,
            @Nullable String annotation,
            @Nullable String value,
            boolean marked,
            boolean refused) {
        Map<String, String> annotations = new HashMap<>();
        if (annotation != null && value != null) {
            annotations.put(
                    annotation.equals("numa") ? Annotations.NUMA_TOPOLOGY_SPEC : Annotations.RESOURCE_SPEC, value);
        }
        PodBuilder pod = pod(qos, priorityClass, cpu, annotations);
        if (marked) {
            pod.editSpec()
                    .editFirstContainer()
                    .withNewResources()
                    .addToRequests(ResourceNames.PINNED, new Quantity("0"))
                    .addToLimits(ResourceNames.PINNED, new Quantity("0"))
                    .endResources()
                    .endContainer()
                    .endSpec();
        }

        Optional<String> refusal = refusal(pod);

        assertThat(refusal.isPresent()).as("%s", refusal).isEqualTo(refused);
        refusal.ifPresent(
                why -> assertThat(why).contains("sublet.io/pinned", "the webhook adds it, but did not answer"));
    }

    /** Containers need not ask for anything where the pod asks as a whole. */
    @Test
    void whatAPodAsksForAsAWholeCounts() {
        PodBuilder pod = pod("LSR", null, "0", Map.of());
        pod.editSpec()
                .withNewResources()
                .addToRequests("cpu", new Quantity("2"))
                .endResources()
                .endSpec();

        assertThat(refusal(pod)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"default-scheduler, false", "koord-scheduler, true"})
    void podsOfOtherSchedulersAreNobodysBusiness(String scheduler, boolean refused) {
        PodBuilder pod = pod("LSR", null, "2", Map.of())
                .editSpec()
                .withSchedulerName(scheduler)
                .endSpec();

        assertThat(refusal(pod).isPresent()).isEqualTo(refused);
    }
}
