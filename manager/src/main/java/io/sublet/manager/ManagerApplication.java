package io.sublet.manager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sublet.manager.kube.Leadership;
import io.sublet.manager.telemetry.ManagerMetrics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Ties the control loop to the life of the process. */
@ApplicationScoped
public class ManagerApplication {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(4);
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
    /** Exit code of a program that was called wrongly. */
    private static final int USAGE = 2;

    private static final String OWN_NAMESPACE = "sublet-system";

    private final ControlLoop loop;

    public ManagerApplication(KubernetesClient client, ManagerConfig config, MeterRegistry registry) {
        this.loop = new ControlLoop(
                new ControlLoop.Environment(
                        client, Clock.systemUTC(), new ManagerMetrics(registry), () -> Quarkus.asyncExit(1)),
                checked(config, Optional.ofNullable(client.getNamespace()).orElse(OWN_NAMESPACE)));
    }

    /** A setting that cannot be used ends the start with one line and not with a stack trace. */
    private static Settings checked(ManagerConfig config, String ownNamespace) {
        try {
            return settings(config, ownNamespace, identity());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            // Nothing has begun that would have to end, and an orderly exit waits for a start that never completes.
            Runtime.getRuntime().halt(USAGE);
            throw e;
        }
    }

    static Settings settings(ManagerConfig config, String ownNamespace, String identity) {
        ManagerConfig.LeaderElection election = config.leaderElection();
        Duration duration = election.leaseDuration();
        if (duration.compareTo(SHORTEST_LEASE) < 0 || duration.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException(
                    "sublet.manager.leader-election.lease-duration must be in 4s..10m, was " + duration);
        }
        return new Settings(
                identity,
                config.configNamespace().orElse(ownNamespace),
                config.configName(),
                config.workers(),
                config.nodeMetrics(),
                election.enabled()
                        ? Optional.of(new Leadership.Lease(
                                election.namespace().orElse(ownNamespace), election.leaseName(), identity, duration))
                        : Optional.empty(),
                config.supersedes());
    }

    /** The pod's name and a random part, so that a container started anew is not taken for the one before it. */
    private static String identity() {
        String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("sublet-manager");
        return host + "_"
                + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    @Produces
    ControlLoop loop() {
        return loop;
    }

    void start(@Observes StartupEvent event) {
        loop.start();
    }

    void stop(@Observes ShutdownEvent event) {
        loop.close();
    }
}
