package io.sublet.manager.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which of several managers writes, decided by a Lease. Expiry is judged by the wall clock, so clocks may differ by no more
 * than the lease's duration less the renew deadline.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);

    private final KubernetesClient client;
    private final Lease lease;
    private final Runnable won;
    private final Runnable lost;
    private final ExecutorService executor = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("leadership-", 0).daemon().factory());
    private volatile boolean leads;
    private volatile boolean closing;
    private volatile Optional<CompletableFuture<?>> election = Optional.empty();

    /**
     * Which Lease, and who asks for it.
     *
     * @param identity unique for each process, not only for each pod: an elector that finds its own name believes that it
     *     leads
     * @param duration how long a leader that is silent is believed to live
     */
    public record Lease(String namespace, String name, String identity, Duration duration) {
        Duration renewDeadline() {
            return duration.multipliedBy(2).dividedBy(3);
        }

        Duration retryPeriod() {
            return duration.dividedBy(8);
        }
    }

    /**
     * An election that has not begun.
     *
     * @param won called once on a thread of its own
     * @param lost called once on a thread of its own if leadership is lost while it is wanted
     */
    public Leadership(KubernetesClient client, Lease lease, Runnable won, Runnable lost) {
        this.client = client;
        this.lease = lease;
        this.won = won;
        this.lost = lost;
    }

    public void start() {
        LeaderElector elector = new LeaderElector(
                client,
                new LeaderElectionConfigBuilder()
                        .withName(lease.name)
                        .withLock(new LeaseLock(lease.namespace, lease.name, lease.identity))
                        .withLeaseDuration(lease.duration)
                        .withRenewDeadline(lease.renewDeadline())
                        .withRetryPeriod(lease.retryPeriod())
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(this::begin, this::end, this::observed))
                        .build(),
                executor);
        election = Optional.of(elector.start());
    }

    /** Callbacks come on the thread that renews the Lease and must not hold it. */
    private void begin() {
        leads = true;
        executor.execute(won);
    }

    private void end() {
        boolean did = leads;
        leads = false;
        if (did && !closing) {
            executor.execute(lost);
        }
    }

    private void observed(@Nullable String leader) {
        LOG.infof("The leader is %s; this is %s", leader == null ? "nobody" : leader, lease.identity);
    }

    public boolean leads() {
        return leads;
    }

    /** Gives the Lease back, so that another can take over at once. All work must have ended before. */
    @Override
    public void close() {
        closing = true;
        election.ifPresent(running -> running.cancel(true));
        executor.shutdown();
    }
}
