package io.sublet.e2e.sim;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Keeps nodes without machines in a cluster: their Leases are renewed, their status is reported now and then, and for
 * each node that has a NodeMetric an agent's report of generated usage is written as often as the NodeMetric asks.
 * The work of all nodes is spread evenly over each period.
 */
public final class Simulation {
    /** The label of the nodes that are kept by a simulation. */
    public static final String LABEL = "sublet.io/simulated";

    private static final Logger log = Logger.getLogger(Simulation.class.getName());
    private static final Duration LEASE_PERIOD = Duration.ofSeconds(15);
    private static final Duration STATUS_PERIOD = Duration.ofMinutes(5);
    private static final Duration DEFAULT_REPORT_PERIOD = Duration.ofMinutes(1);
    /** Until the manager has made the node's NodeMetric. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    private static final int THREADS = 8;
    private static final CpuMemory CAPACITY = new CpuMemory(MilliCpu.ofCpus(32), Bytes.ofMebibytes(128 * 1024));
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final ResourceDefinitionContext NODE_METRIC = new ResourceDefinitionContext.Builder()
            .withGroup("slo.koordinator.sh")
            .withVersion("v1alpha1")
            .withKind("NodeMetric")
            .withPlural("nodemetrics")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final UsageGenerator usage;
    private final Clock clock;
    private final ScheduledExecutorService work = Executors.newScheduledThreadPool(THREADS);

    /** A simulation that starts with {@link #start}. */
    public Simulation(KubernetesClient client, long seed, Clock clock) {
        this.client = client;
        this.usage = new UsageGenerator(seed, CAPACITY);
        this.clock = clock;
    }

    /** Registers the nodes and keeps them until this process ends. */
    public void start(int nodes) {
        IntStream.rangeClosed(1, nodes)
                .mapToObj(number -> new SimulatedNode(number, CAPACITY))
                .forEach(node -> later(Duration.ZERO, () -> register(node, nodes)));
    }

    private void register(SimulatedNode node, int nodes) {
        try {
            renew(node);
            Node created = client.nodes().resource(node.document(now())).createOr(existing -> existing.update());
            reportStatus(node);
            log.log(Level.FINE, "registered node={0}", created.getMetadata().getName());
        } catch (KubernetesClientException e) {
            warn("node not registered yet", node, e);
            later(RETRY, () -> register(node, nodes));
            return;
        }
        later(LEASE_PERIOD.multipliedBy(node.number()).dividedBy(nodes), () -> repeatRenewal(node));
        later(STATUS_PERIOD.multipliedBy(node.number()).dividedBy(nodes), () -> repeatStatus(node));
        later(RETRY, () -> report(node));
    }

    /** A bug in a task must not end only that task: a node that is silently not kept looks like a real failure. */
    private void later(Duration delay, Runnable task) {
        Future<?> _ = work.schedule(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        log.log(Level.SEVERE, "the simulation has a bug and ends", e);
                        Runtime.getRuntime().halt(3);
                    }
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void repeatRenewal(SimulatedNode node) {
        later(LEASE_PERIOD, () -> repeatRenewal(node));
        heartbeat(node, () -> renew(node));
    }

    private void repeatStatus(SimulatedNode node) {
        later(STATUS_PERIOD, () -> repeatStatus(node));
        heartbeat(node, () -> reportStatus(node));
    }

    /** One that failed is only late: the next period tries again. */
    private void heartbeat(SimulatedNode node, Runnable task) {
        try {
            task.run();
        } catch (KubernetesClientException e) {
            warn("heartbeat failed", node, e);
        }
    }

    private void renew(SimulatedNode node) {
        client.leases()
                .inNamespace(SimulatedNode.LEASE_NAMESPACE)
                .resource(node.lease(now()))
                .createOr(existing -> existing.update());
    }

    private void reportStatus(SimulatedNode node) {
        client.nodes().resource(node.document(now())).patchStatus();
    }

    private void report(SimulatedNode node) {
        Instant now = now();
        try {
            String patch = SimulatedNode.report(usage.at(node.number(), now), now);
            GenericKubernetesResource written = client.genericKubernetesResources(NODE_METRIC)
                    .withName(node.name())
                    .subresource("status")
                    .patch(MERGE, patch);
            later(period(written), () -> report(node));
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                warn("report failed", node, e);
            }
            later(RETRY, () -> report(node));
        }
    }

    /** How often the NodeMetric asks for a report. */
    private static Duration period(GenericKubernetesResource metric) {
        Object spec = metric.getAdditionalProperties().get("spec");
        Object policy = spec instanceof Map<?, ?> fields ? fields.get("metricCollectPolicy") : null;
        Object seconds = policy instanceof Map<?, ?> fields ? fields.get("reportIntervalSeconds") : null;
        return seconds instanceof Number number && number.longValue() > 0
                ? Duration.ofSeconds(number.longValue())
                : DEFAULT_REPORT_PERIOD;
    }

    private Instant now() {
        return clock.instant();
    }

    private static void warn(String sentence, SimulatedNode node, KubernetesClientException failure) {
        log.log(Level.WARNING, "{0} node={1} cause={2}", new Object[] {sentence, node.name(), failure.getMessage()});
    }
}
