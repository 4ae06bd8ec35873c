package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.manager.kube.ApiServer.Answer;
import io.sublet.manager.kube.ApiServer.Request;
import io.sublet.manager.overcommit.NodeStatusWriter;
import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.reconcile.Outcome;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.view.ExtendedResource;
import io.sublet.protocol.Annotations;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes back from a cluster what the programs of a release have put there, before the release's own objects are removed:
 *
 * <ol>
 *   <li>the webhook configurations, so that nothing asks a webhook that is going away;
 *   <li>manager and scheduler are stopped, so that nobody offers or places anew;
 *   <li>extended resources and their annotations are removed from every Node;
 *   <li>the agents are ended one and all, each of which gives back its node's kernel values before it ends;
 *   <li>the Leases.
 * </ol>
 *
 * Each step can be repeated, and whatever is gone already is no fault.
 */
public final class Uninstall {
    /**
     * Which release.
     *
     * @param name what the names of its objects start with
     * @param instance the release's name, a label of its pods
     * @param namespace of manager, webhook and scheduler
     * @param agentNamespace of the agents
     * @param patience how long pods may take to end
     */
    public record Release(String name, String instance, String namespace, String agentNamespace, Duration patience) {}

    /** What the manager and the webhook put on Nodes beside resources; a normalization ratio is a person's to remove. */
    private static final List<String> ANNOTATIONS = List.of(
            Annotations.ORIGIN_EXTENDED_ALLOCATABLE,
            Annotations.AMPLIFICATION_RATIOS,
            Annotations.RAW_ALLOCATABLE,
            Annotations.ALLOCATABLE_PROVENANCE);

    private static final String AGENT = "agent";
    private static final String COMPONENT = "app.kubernetes.io/component";
    private static final long PAGE = 500;

    private final KubernetesClient client;
    private final Release release;
    private final Consumer<String> progress;
    private final ApiServer api;
    private final NodeStatusWriter nodes;

    /** @param progress told each step in a sentence */
    public Uninstall(KubernetesClient client, Release release, Consumer<String> progress) {
        this.client = client;
        this.release = release;
        this.progress = progress;
        this.api = new ApiServer(client, new ManagerMetrics(new SimpleMeterRegistry()).runtime());
        this.nodes = new ApiWriter(api, () -> true).nodeStatus();
    }

    /** All steps; what is left to do by hand, in sentences that say how. */
    public List<String> run() {
        List<String> left = new ArrayList<>();
        step(left, "the webhook configurations", this::removeWebhooks);
        step(left, "manager and scheduler", this::stopCentralPrograms);
        step(left, "the offers of the nodes", this::removeOffers);
        step(left, "the agents", this::endAgents);
        step(left, "the Leases", this::removeLeases);
        return left;
    }

    /** What a step could not do; empty if all is done. */
    private interface Step {
        List<String> run() throws InterruptedException;
    }

    private void step(List<String> left, String what, Step step) {
        try {
            left.addAll(step.run());
        } catch (KubernetesClientException e) {
            left.add(what + " could not be removed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            left.add("interrupted at " + what + "; uninstall again");
        }
    }

    private List<String> removeWebhooks() {
        String name = release.name + "-webhook";
        var registrations = client.admissionRegistration().v1();
        registrations.mutatingWebhookConfigurations().withName(name).delete();
        registrations.validatingWebhookConfigurations().withName(name).delete();
        progress.accept("removed the webhook configurations " + name);
        return List.of();
    }

    private List<String> stopCentralPrograms() throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (String component : List.of("manager", "scheduler")) {
            stop(component).ifPresent(left::add);
            if (awaitNoPods(release.namespace, component)) {
                progress.accept("stopped the " + component);
            } else {
                left.add("pods of the " + component + " do not end: kubectl -n " + release.namespace + " get pods -l "
                        + COMPONENT + "=" + component + ", then uninstall again");
            }
        }
        return left;
    }

    /** One request: the typed client would read the Deployment first, for which there is no right. */
    private Optional<String> stop(String component) throws InterruptedException {
        String name = release.name + "-" + component;
        Answer answer = api.send(new Request(
                "patch",
                "deployment",
                "PATCH",
                "apis/apps/v1/namespaces/" + release.namespace + "/deployments/" + name,
                "application/merge-patch+json",
                "{\"spec\":{\"replicas\":0}}"));
        boolean done = answer instanceof Answer.Replied replied
                && (replied.code() / 100 == 2 || replied.code() == HttpURLConnection.HTTP_NOT_FOUND);
        return done
                ? Optional.empty()
                : Optional.of(
                        "the Deployment " + name + " could not be stopped: " + said(answer) + "; uninstall again");
    }

    private static String said(Answer answer) {
        return switch (answer) {
            case Answer.Replied replied -> "HTTP " + replied.code() + " " + replied.text();
            case Answer.Silent(String cause) -> cause;
        };
    }

    private boolean awaitNoPods(String namespace, String component) throws InterruptedException {
        try {
            client.pods()
                    .inNamespace(namespace)
                    .withLabels(labels(component))
                    .informOnCondition(List::isEmpty)
                    .get(release.patience.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new KubernetesClientException("pods in " + namespace + " cannot be watched", e);
        }
    }

    private Map<String, String> labels(String component) {
        return Map.of("app.kubernetes.io/instance", release.instance, COMPONENT, component);
    }

    private List<String> removeOffers() {
        List<String> left = new ArrayList<>();
        int cleared = 0;
        String next = "";
        do {
            NodeList page = client.nodes()
                    .list(new ListOptionsBuilder()
                            .withLimit(PAGE)
                            .withContinue(next.isEmpty() ? null : next)
                            .build());
            for (Node node : page.getItems()) {
                Optional<Change> change = change(node);
                if (change.isPresent()) {
                    clear(node.getMetadata().getName(), change.get()).ifPresent(left::add);
                    cleared++;
                }
            }
            next = Optional.ofNullable(page.getMetadata().getContinue()).orElse("");
        } while (!next.isEmpty());
        progress.accept("removed the offers of " + (cleared - left.size()) + " nodes");
        return left;
    }

    /** What has to be taken off a Node; empty if nothing of ours is on it. */
    static Optional<Change> change(Node node) {
        Map<String, ?> capacity =
                orEmpty(node.getStatus() == null ? null : node.getStatus().getCapacity());
        Map<String, ?> allocatable =
                orEmpty(node.getStatus() == null ? null : node.getStatus().getAllocatable());
        boolean offers = Arrays.stream(ExtendedResource.values())
                .map(ExtendedResource::wireName)
                .anyMatch(name -> capacity.containsKey(name) || allocatable.containsKey(name));
        Map<String, ?> present = orEmpty(node.getMetadata().getAnnotations());
        Map<String, Optional<String>> removed = new LinkedHashMap<>();
        ANNOTATIONS.stream().filter(present::containsKey).forEach(key -> removed.put(key, Optional.empty()));
        return offers || !removed.isEmpty()
                ? Optional.of(new Change(offers ? new Resources.Remove() : new Resources.Leave(), removed))
                : Optional.empty();
    }

    private static Map<String, ?> orEmpty(@Nullable Map<String, ?> map) {
        return map == null ? Map.of() : map;
    }

    private Optional<String> clear(String node, Change change) {
        Outcome outcome = nodes.write(node, change);
        boolean done = outcome instanceof Outcome.Applied || outcome instanceof Outcome.Gone;
        return done
                ? Optional.empty()
                : Optional.of("node " + node + " still offers batch resources (" + outcome + "); uninstall again");
    }

    private List<String> endAgents() throws InterruptedException {
        try (AgentEnds ends = AgentEnds.watch(
                client.pods().inNamespace(release.agentNamespace).withLabels(labels(AGENT)))) {
            for (String name : List.of(release.name + "-agent", release.name + "-agent-canary")) {
                client.apps()
                        .daemonSets()
                        .inNamespace(release.agentNamespace)
                        .withName(name)
                        .delete();
            }
            boolean ended = awaitNoPods(release.agentNamespace, AGENT);
            List<String> unconfirmed = ends.unconfirmed(!ended);
            progress.accept("ended " + ends.number() + " agents, " + unconfirmed.size()
                    + " of them without the word that their node is as it was");
            return unconfirmed.stream()
                    .map(node -> "node " + node + " may still hold kernel values: run the agent's 'restore' on it, see"
                            + " docs/operations.md, then uninstall again or with --no-hooks")
                    .toList();
        }
    }

    private List<String> removeLeases() {
        for (String suffix : List.of("manager", "scheduler", "scheduler-bind")) {
            client.leases()
                    .inNamespace(release.namespace)
                    .withName(release.name + "-" + suffix)
                    .delete();
        }
        return List.of();
    }
}
