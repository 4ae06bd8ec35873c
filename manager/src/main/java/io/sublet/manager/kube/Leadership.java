package io.sublet.manager.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.model.lease.Fence;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Which of several managers writes, decided by a Lease.
 *
 * <p>Others judge the Lease's expiry by their wall clocks, so clocks may differ by no more than the lease's duration less the
 * renew deadline. The leader itself is stricter: it {@linkplain #leads() leads} only while its last renewal began less than the
 * renew deadline ago, by whichever of its clocks says more. So a process that was stopped for a while, by its garbage collector
 * or with its machine, does not write before it has renewed.
 */
public final class Leadership implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
    private static final String TRIED = "looking after the Lease";

    private final KubernetesClient client;
    private final ApiContact contact;
    private final Lease lease;
    private final Runnable won;
    private final Runnable lost;
    private final Fence fence;
    private final ExecutorService executor = Executors.newCachedThreadPool(
            Thread.ofPlatform().name("leadership-", 0).daemon().factory());
    private volatile boolean elected;
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

        /** Also how soon a standby sees that the Lease was given back. */
        Duration retryPeriod() {
            Duration eighth = duration.dividedBy(8);
            return eighth.compareTo(LONGEST_RETRY) < 0 ? eighth : LONGEST_RETRY;
        }
    }

    /**
     * An election that has not begun.
     *
     * @param contact is told of what does not work
     * @param won called once on a thread of its own
     * @param lost called once on a thread of its own if leadership is lost while it is wanted
     */
    public Leadership(
            KubernetesClient client, ApiContact contact, Lease lease, Clock clock, Runnable won, Runnable lost) {
        this.client = client;
        this.contact = contact;
        this.lease = lease;
        this.won = won;
        this.lost = lost;
        this.fence = new Fence(lease.renewDeadline(), clock, System::nanoTime);
    }

    public void start() {
        LeaderElector elector = new LeaderElector(
                client,
                new LeaderElectionConfigBuilder()
                        .withName(lease.name)
                        .withLock(new FencedLock(new LeaseLock(lease.namespace, lease.name, lease.identity)))
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
        elected = true;
        executor.execute(won);
    }

    private void end() {
        boolean did = elected;
        elected = false;
        if (did && !closing) {
            executor.execute(lost);
        }
    }

    private void observed(@Nullable String leader) {
        LOG.infof("The leader is %s; this is %s", leader == null ? "nobody" : leader, lease.identity);
    }

    /** Whether the Lease was won and has not been lost, as far as is known; it may be too long ago to {@linkplain #leads() write}. */
    public boolean isElected() {
        return elected;
    }

    /** Whether this process may write now. */
    public boolean leads() {
        return elected && fence.isOpen();
    }

    /** Gives the Lease back, so that another can take over at once. All work must have ended before. */
    @Override
    public void close() {
        closing = true;
        election.ifPresent(running -> running.cancel(true));
        executor.shutdown();
    }

    /** Notes when a renewal that succeeded began: a successor counts from no earlier moment. */
    private final class FencedLock implements Lock {
        private final Lock lock;

        FencedLock(Lock lock) {
            this.lock = lock;
        }

        @Override
        public @Nullable LeaderElectionRecord get(KubernetesClient with) {
            return asked(() -> lock.get(with));
        }

        @Override
        public void create(KubernetesClient with, LeaderElectionRecord record) {
            written(() -> lock.create(with, record));
        }

        @Override
        public void update(KubernetesClient with, LeaderElectionRecord record) {
            written(() -> lock.update(with, record));
        }

        private void written(Runnable write) {
            Fence.Mark begin = fence.mark();
            asked(() -> {
                write.run();
                return null;
            });
            fence.renewed(begin);
        }

        /** The elector tries again after any failure; that another was faster is none. */
        private <T extends @Nullable Object> T asked(Supplier<T> request) {
            try {
                T answer = request.get();
                contact.worked(TRIED);
                return answer;
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    contact.failed(TRIED, e);
                }
                throw e;
            }
        }

        @Override
        public String identity() {
            return lock.identity();
        }

        @Override
        public String describe() {
            return lock.describe();
        }
    }
}
