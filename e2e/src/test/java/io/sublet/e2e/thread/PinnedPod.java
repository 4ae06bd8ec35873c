package io.sublet.e2e.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.scenario.Workloads;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.ResourceStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pod of class LSR with a whole CPU: from what a person writes to where the kernel runs it, and what it leaves behind. */
final class PinnedPod {
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Of a node with two CPUs the online service and Sublet leave less than one to others. */
    private static final Quantity LESS = new Quantity("50m");

    private final InstalledCluster cluster;

    PinnedPod(InstalledCluster cluster) {
        this.cluster = cluster;
    }

    void run() {
        Quantity usual = reserve(LESS);
        try {
            placedAndGone(pods().getFirst());
        } finally {
            reserve(usual);
        }
    }

    /**
     * Lets the online service reserve another amount of CPU, and waits until it runs with that.
     *
     * @return what it reserved before
     */
    private Quantity reserve(Quantity cpu) {
        Quantity before = Objects.requireNonNull(
                requests(shop().get().getSpec().getTemplate().getSpec()).get("cpu"));
        String name = shop().get()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getName();
        // Without the object's version: its controller writes the status meanwhile.
        shop().patch(PatchContext.of(PatchType.STRATEGIC_MERGE), """
                {"spec": {"template": {"spec": {"containers": [{"name": "%s", "resources": {"requests": {"cpu": "%s"}}}]}}}}
                """.formatted(name, cpu));
        await("the online service reserves " + cpu)
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(pods())
                        .singleElement()
                        .matches(Readiness::isPodReady)
                        .satisfies(pod -> assertThat(requests(pod.getSpec())).containsEntry("cpu", cpu)));
        return before;
    }

    private static Map<String, Quantity> requests(PodSpec spec) {
        return spec.getContainers().getFirst().getResources().getRequests();
    }

    private RollableScalableResource<Deployment> shop() {
        return cluster.client()
                .apps()
                .deployments()
                .inNamespace(Workloads.ONLINE)
                .withName("shop");
    }

    /** Of the online service. */
    private List<Pod> pods() {
        return cluster.client()
                .pods()
                .inNamespace(Workloads.ONLINE)
                .withLabel("app", "shop")
                .list()
                .getItems();
    }

    private void placedAndGone(Pod online) {
        CpuSet before = allowed(online);
        Pod created = cluster.client().resource(pod()).create();
        assertThat(created.getSpec().getContainers().getFirst().getResources().getRequests())
                .as("the webhook marks it")
                .containsEntry(ResourceNames.PINNED, new Quantity("0"));
        try {
            await("pinned pod runs")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(reload(created).filter(Readiness::isPodReady))
                            .as(() -> events(created))
                            .isPresent());
            Pod running = reload(created).orElseThrow();
            CpuSet given = given(running);

            assertThat(given.size()).isEqualTo(1);
            await("the kernel keeps it there")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(allowed(running)).isEqualTo(given));
            assertThat(cpuset(running)).isEqualTo(given);
            await("the kernel keeps others away")
                    .atMost(LIMIT)
                    .untilAsserted(() -> assertThat(allowed(online)).isEqualTo(before.minus(given)));
        } finally {
            cluster.client().resource(created).withGracePeriod(0).delete();
        }
        await("others have its CPU again")
                .atMost(LIMIT)
                .until(() -> allowed(online).equals(before));
    }

    private static Pod pod() {
        Map<String, Quantity> resources = Map.of("cpu", new Quantity("1"), "memory", new Quantity("96Mi"));
        return new PodBuilder()
                .withNewMetadata()
                .withName("pinned")
                .withNamespace(Workloads.ONLINE)
                .addToLabels(Labels.POD_QOS, "LSR")
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("koord-scheduler")
                .withPriorityClassName("koord-prod")
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("sublet/demo:0.1.0")
                .withImagePullPolicy("IfNotPresent")
                .withArgs("serve", "--port=8080", "--cpu-ms=2")
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/healthz")
                .withNewPort(8080)
                .endHttpGet()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .endContainer()
                .endSpec()
                .build();
    }

    private Optional<Pod> reload(Pod pod) {
        return Optional.ofNullable(cluster.client().resource(pod).get());
    }

    /** The CPUs that the extender has written on the pod. */
    private static CpuSet given(Pod pod) {
        return ResourceStatus.parse(pod.getMetadata().getAnnotations().get(Annotations.RESOURCE_STATUS))
                .valid()
                .orElseThrow()
                .cpus();
    }

    /** Where the kernel runs the pod's process. */
    private CpuSet allowed(Pod pod) {
        String prefix = "Cpus_allowed_list:";
        Path status = Path.of("/proc", Long.toString(cluster.java(pod).pid()), "status");
        return lines(status)
                .filter(line -> line.startsWith(prefix))
                .map(line -> cpus(line.substring(prefix.length())))
                .findFirst()
                .orElseThrow();
    }

    /** What the cpuset of the pod's container says. */
    private CpuSet cpuset(Pod pod) {
        String pid = Long.toString(cluster.java(pod).pid());
        Path directory = cluster.access()
                .cgroup("cpuset")
                .resolve("kubepods/pod" + pod.getMetadata().getUid());
        try (Stream<Path> groups = Files.walk(directory)) {
            Path container = groups.filter(path -> path.endsWith("cgroup.procs"))
                    .filter(path -> lines(path).anyMatch(pid::equals))
                    .findFirst()
                    .orElseThrow()
                    .resolveSibling("cpuset.cpus");
            return cpus(String.join("", lines(container).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(directory.toString(), e);
        }
    }

    private static CpuSet cpus(String text) {
        return CpuSet.parse(text.strip()).orElseThrow();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private String events(Pod pod) {
        return cluster.client().v1().events().inNamespace(Workloads.ONLINE).list().getItems().stream()
                .filter(event -> Objects.equals(
                        event.getInvolvedObject().getUid(), pod.getMetadata().getUid()))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .collect(Collectors.joining("; "));
    }
}
