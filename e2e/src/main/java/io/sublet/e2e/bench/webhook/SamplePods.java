package io.sublet.e2e.bench.webhook;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pods as they come to a colocated cluster, from the bare job to the training worker with all that a platform adds. */
final class SamplePods {
    private SamplePods() {}

    /** From small to large; their reviews have about 4, 6, 12, 23 and 40 KB. */
    static List<Pod> all() {
        return List.of(job(), service(), executor(), pipeline(), worker());
    }

    private static Pod job() {
        return pod("job", List.of(container("main", "500m", "512Mi", environment(2))), List.of(), 0);
    }

    private static Pod service() {
        Container main = new ContainerBuilder(container("web", "1", "1Gi", environment(6)))
                .withArgs("--listen=:8080", "--log-format=json", "--shutdown-timeout=20s")
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/healthz/ready")
                .withNewPort("http")
                .endHttpGet()
                .withPeriodSeconds(5)
                .endReadinessProbe()
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPath("/healthz/live")
                .withNewPort("http")
                .endHttpGet()
                .endLivenessProbe()
                .addNewVolumeMount()
                .withName("volume-0")
                .withMountPath("/etc/web")
                .endVolumeMount()
                .build();
        return pod("service", List.of(main), volumes(1), 2);
    }

    private static Pod executor() {
        return pod("executor", List.of(container("executor", "2", "4Gi", environment(45))), volumes(6), 4);
    }

    private static Pod pipeline() {
        List<Container> containers = IntStream.range(0, 5)
                .mapToObj(i -> container("stage-" + i, "250m", "256Mi", environment(16)))
                .toList();
        Pod pod = pod("pipeline", containers, volumes(6), 6);
        pod.getSpec().setInitContainers(List.of(container("fetch", "100m", "64Mi", environment(8))));
        return pod;
    }

    private static Pod worker() {
        List<Container> containers = new ArrayList<>(List.of(container("worker", "8", "32Gi", environment(150))));
        containers.add(container("proxy", "100m", "128Mi", environment(30)));
        containers.add(container("logs", "50m", "64Mi", environment(10)));
        return pod("worker", containers, volumes(16), 20);
    }

    private static Pod pod(String kind, List<Container> containers, List<Volume> volumes, int annotations) {
        PodBuilder builder = new PodBuilder()
                .withNewMetadata()
                .withName(kind + "-7c9f8d5b4-x2k9p")
                .addToLabels(Map.of(
                        "app.kubernetes.io/name", kind,
                        "app.kubernetes.io/part-of", "analytics",
                        "pod-template-hash", "7c9f8d5b4"))
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(kind + "-7c9f8d5b4")
                .withUid("2f6f1a58-5a0c-4a34-9f3c-0a4c1c7e9d11")
                .withController(true)
                .withBlockOwnerDeletion(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .withVolumes(volumes)
                .withTerminationGracePeriodSeconds(30L)
                .endSpec();
        for (int i = 0; i < annotations; i++) {
            builder.editMetadata()
                    .addToAnnotations("platform.example.com/setting-" + i, "value of the platform's setting " + i)
                    .endMetadata();
        }
        return builder.build();
    }

    private static Container container(String name, String cpu, String memory, List<EnvVar> environment) {
        return new ContainerBuilder()
                .withName(name)
                .withImage("registry.example.com/analytics/" + name + ":2026.11.3")
                .withEnv(environment)
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .withLimits(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .endResources()
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .endSecurityContext()
                .build();
    }

    private static List<EnvVar> environment(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new EnvVarBuilder()
                        .withName("ANALYTICS_SETTING_" + i)
                        .withValue("https://settings.example.com/analytics/" + i)
                        .build())
                .toList();
    }

    private static List<Volume> volumes(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new VolumeBuilder()
                        .withName("volume-" + i)
                        .withNewConfigMap()
                        .withName("settings-" + i)
                        .withDefaultMode(420)
                        .endConfigMap()
                        .build())
                .toList();
    }
}
