package io.sublet.e2e.scenario;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The pods of the story: the online service "shop" and the Job "report". */
public final class Workloads {
    public static final String ONLINE = "online";
    public static final String BATCH = "batch";

    private static final List<String> FINISHED = List.of("Succeeded", "Failed");

    private final KubernetesClient client;

    public Workloads(KubernetesClient client) {
        this.client = client;
    }

    /** Sets up what an operator sets up once: the colocation profile and a namespace that it selects. */
    public void prepare() {
        apply("colocation.yaml");
    }

    /** Creates the online service. */
    public void startOnline() {
        apply("online.yaml");
    }

    /** Creates the Job. */
    public void startBatch() {
        apply("job.yaml");
    }

    /** Removes the Job and waits for nothing. */
    public void stopBatch() {
        client.batch().v1().jobs().inNamespace(BATCH).withName("report").delete();
    }

    private void apply(String resource) {
        for (HasMetadata object : load(resource)) {
            client.resource(object)
                    .fieldManager("sublet-scenario")
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    private List<HasMetadata> load(String resource) {
        try (InputStream yaml = Workloads.class.getResourceAsStream("/scenario/" + resource)) {
            return client.load(Objects.requireNonNull(yaml, resource)).items();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + resource, e);
        }
    }

    /** The online service's pod once it answers. */
    public Optional<Pod> online() {
        return pods(ONLINE).stream().filter(Readiness::isPodReady).findFirst();
    }

    /** The Job's pod, as soon as it has been admitted; one that has failed was replaced by another. */
    public Optional<Pod> batch() {
        return pods(BATCH).stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> FINISHED.stream()
                        .noneMatch(phase -> phase.equals(pod.getStatus().getPhase())))
                .findFirst();
    }

    private List<Pod> pods(String namespace) {
        return client.pods().inNamespace(namespace).list().getItems();
    }
}
