package io.sublet.manager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.manager.kube.Leadership;
import io.sublet.manager.telemetry.ManagerMetrics;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One manager process, as far as the API server can tell, with the manager's rights.
 *
 * @param lost how often it wanted to end its process
 */
record Replica(ControlLoop loop, KubernetesClient client, SimpleMeterRegistry registry, AtomicInteger lost)
        implements AutoCloseable {
    static Replica start(RealCluster cluster, Optional<Leadership.Lease> lease) {
        return start(cluster.connectAsManager(), lease, Clock.systemUTC());
    }

    /** @param client of its own, which it closes */
    static Replica start(KubernetesClient client, Optional<Leadership.Lease> lease, Clock clock) {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        AtomicInteger lost = new AtomicInteger();
        Settings settings = new Settings(
                lease.map(Leadership.Lease::identity).orElse("test"),
                RealCluster.NAMESPACE,
                RealCluster.CONFIG,
                2,
                true,
                lease,
                Set.of("koord-manager"));
        ControlLoop loop = new ControlLoop(
                new ControlLoop.Environment(client, clock, new ManagerMetrics(registry), lost::incrementAndGet),
                settings);
        loop.start();
        return new Replica(loop, client, registry, lost);
    }

    /** Writes to the API server, whatever came of them. */
    double writes() {
        return registry.find("sublet.manager.writes").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Writes to the API server for one concern, whatever came of them. */
    double writesOf(String concern) {
        return registry.find("sublet.manager.writes").tag("concern", concern).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** Passes over a concern that wrote nothing. */
    double holds(String concern) {
        return registry.find("sublet.manager.holds").tag("concern", concern).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    double offered(String unit, String node, String tier) {
        return registry.get("sublet.manager.node.offered." + unit)
                .tags("node", node, "tier", tier)
                .gauge()
                .value();
    }

    double gauge(String name, String tag, String value) {
        return Optional.ofNullable(
                        registry.find("sublet.manager." + name).tag(tag, value).gauge())
                .map(Gauge::value)
                .orElse(-1.0);
    }

    @Override
    public void close() {
        loop.close();
        client.close();
    }
}
