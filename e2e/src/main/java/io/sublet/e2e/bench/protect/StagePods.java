package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.scenario.Workloads;
import io.sublet.model.unit.MilliCpu;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The online pods and the batch pod of a family. */
final class StagePods {
    private static final String IMAGE = "sublet/demo:0.1.0";
    private static final String DATA = "/data";
    private static final String BENCH = "bench";
    private static final String STEP = "step";
    private static final long PATIENCE_SECONDS = 120;

    /** Memory outside of the heap counts as direct memory, of which a program has as much as heap if nobody says otherwise. */
    private static final String MEMORY_OPTION = "-XX:MaxDirectMemorySize=512m";

    private final KubernetesClient client;

    StagePods(KubernetesClient client) {
        this.client = client;
    }

    /** Makes the namespaces; returns once pods can be created in them. */
    void prepare() {
        new Workloads(client).prepare();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(Workloads.ONLINE)
                        .endMetadata()
                        .build())
                .fieldManager("sublet-scenario")
                .serverSideApply();
        for (String namespace : List.of(Workloads.BATCH, Workloads.ONLINE)) {
            client.serviceAccounts()
                    .inNamespace(namespace)
                    .withName("default")
                    .waitUntilCondition(Objects::nonNull, PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Starts the online service; returns once it answers. */
    Pod startOnline(Family family) {
        List<String> args = new ArrayList<>(List.of("serve", "--port=8080"));
        args.addAll(family.online());
        ResourceRequirementsBuilder resources = new ResourceRequirementsBuilder()
                .addToRequests(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("128Mi")))
                .addToLimits("memory", new Quantity("512Mi"));
        if (family.onlineCpuLimit() > 0) {
            resources.addToLimits("cpu", new Quantity(family.onlineCpuLimit() + "m"));
        }
        Pod pod = pod(Workloads.ONLINE, BENCH, args, resources.build())
                .editMetadata()
                .addToLabels("koordinator.sh/qosClass", "LS")
                .endMetadata()
                .editSpec()
                .withPriorityClassName("koord-prod")
                .editFirstContainer()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/healthz")
                .withPort(new IntOrString(8080))
                .endHttpGet()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .build();
        return start(pod, Readiness::isPodReady, "the online service answers");
    }

    /** Starts an online pod that computes on all CPUs; returns once it runs. */
    Pod startStep(int cpus) {
        ResourceRequirements resources = new ResourceRequirementsBuilder()
                .addToRequests(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("64Mi")))
                .addToLimits("memory", new Quantity("256Mi"))
                .build();
        Pod pod = pod(Workloads.ONLINE, STEP, List.of("burn", "--threads=" + cpus), resources)
                .editMetadata()
                .addToLabels("koordinator.sh/qosClass", "LS")
                .endMetadata()
                .editSpec()
                .withPriorityClassName("koord-prod")
                .endSpec()
                .build();
        return start(pod, Readiness::isPodReady, "the online pod that computes runs");
    }

    /** Starts batch, which the webhook makes a batch pod; returns once it runs. */
    Pod startBatch(Family family, MilliCpu cpu) {
        Map<String, Quantity> asked =
                Map.of("cpu", new Quantity(cpu.value() + "m"), "memory", new Quantity(family.batchMemoryMib() + "Mi"));
        ResourceRequirements resources = new ResourceRequirementsBuilder()
                .addToRequests(asked)
                .addToLimits(asked)
                .build();
        return start(
                pod(Workloads.BATCH, BENCH, family.batch(), resources).build(),
                Readiness::isPodReady,
                "the batch pod runs");
    }

    private static PodBuilder pod(String namespace, String name, List<String> args, ResourceRequirements resources) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName("bench")
                .withImage(IMAGE)
                .withImagePullPolicy("IfNotPresent")
                .withArgs(args)
                .withResources(resources)
                .addNewEnv()
                .withName("JDK_JAVA_OPTIONS")
                .withValue(MEMORY_OPTION)
                .endEnv()
                .addNewVolumeMount()
                .withName("data")
                .withMountPath(DATA)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withEmptyDir(new EmptyDirVolumeSource())
                .endVolume()
                .endSpec();
    }

    private Pod start(Pod pod, Predicate<Pod> there, String what) {
        client.resource(pod).create();
        ObjectMeta meta = pod.getMetadata();
        Pod ready = client.pods()
                .inNamespace(meta.getNamespace())
                .withName(meta.getName())
                .waitUntilCondition(now -> now != null && there.test(now), PATIENCE_SECONDS, TimeUnit.SECONDS);
        return Objects.requireNonNull(ready, what);
    }

    /** Removes all; returns once they are gone. */
    void remove() {
        List<PodResource> pods = Stream.of(Workloads.BATCH, Workloads.ONLINE)
                .map(client.pods()::inNamespace)
                .flatMap(namespace -> Stream.of(BENCH, STEP).map(namespace::withName))
                .toList();
        pods.forEach(pod -> pod.withGracePeriod(1).delete());
        for (PodResource pod : pods) {
            if (pod.waitUntilCondition(Objects::isNull, PATIENCE_SECONDS, TimeUnit.SECONDS) != null) {
                throw new ClusterException("a pod of the last arm does not end");
            }
        }
    }
}
