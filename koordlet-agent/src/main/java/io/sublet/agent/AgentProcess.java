package io.sublet.agent;

import io.sublet.agent.decide.ModeReason;
import io.sublet.agent.observe.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the loop: a tick each period, looks in between, one thread for both. A bug costs the tick it happens in; the third in a
 * row ends the process, since starting anew is safe.
 */
final class AgentProcess {
    private static final int BUGS_IN_A_ROW = 3;
    private static final Duration ALIVE = Duration.ofSeconds(10);

    /** The least time between two ticks when a surge, or its end, calls for one early. */
    private static final long EARLY_TICK_NANOS = 250_000_000;

    /** For so long a tick waits where a surge may be beginning: online pods that want every CPU leave it a multiple of its usual time. */
    private static final long DELAY_NANOS = 100_000_000;

    /** The time between two looks where a surge may be beginning: the sooner it is certain, the better. */
    private static final long SUSPICIOUS_NANOS = 10_000_000;

    /** CPU time is counted in hundredths of a second, so that a rate over less than this is mostly chance. */
    private static final long SHORTEST_TICK_NANOS = 100_000_000;

    /** For so long after the start the second look at pods comes at once, if there has to be one. */
    private static final long WARM_UP_NANOS = 10_000_000_000L;

    /** A rate takes two. */
    private static final int ENOUGH_LOOKS = 2;

    private static final Logger log = LoggerFactory.getLogger(AgentProcess.class);

    /** Something that tells the cluster about the node. */
    interface Reports {
        /** @param nanoTime monotonic */
        void add(Observation seen, long nanoTime);
    }

    private final AgentLoop loop;
    private final FastLoop fast;
    private final Errands errands = new Errands();
    private final List<Reports> reports;
    private final Explainer explainer;
    private final AgentConfig.Timing timing;

    private volatile boolean stopping;
    private volatile long lastTickEnd = System.nanoTime();
    private volatile boolean observed;
    private Optional<Observation> last = Optional.empty();
    private int bugs;
    private int looks;
    private Optional<Runnable> onceWarm = Optional.empty();
    private long nextTick;
    private long lastTick;

    AgentProcess(AgentLoop loop, FastLoop fast, List<Reports> reports, Explainer explainer, AgentConfig.Timing timing) {
        this.loop = loop;
        this.fast = fast;
        this.reports = List.copyOf(reports);
        this.explainer = explainer;
        this.timing = timing;
    }

    /** What other threads want done between two ticks. */
    Errands errands() {
        return errands;
    }

    /** To be done on the loop's thread once it looks between ticks and the first report is on its way. */
    void onceWarm(Runnable work) {
        onceWarm = Optional.of(work);
    }

    /** Runs until {@link #stop}; true if it ended in order, false after too many bugs. */
    boolean run() {
        errands.runBy(Thread.currentThread());
        nextTick = System.nanoTime();
        long begun = nextTick;
        lastTick = nextTick - EARLY_TICK_NANOS;
        while (!stopping && bugs < BUGS_IN_A_ROW) {
            runErrands();
            long now = System.nanoTime();
            boolean early = false;
            boolean due = now - dueAt() >= 0;
            if (!due && !fast.isIdle()) {
                early = look(now) == FastLoop.Next.TICK_NOW && now - lastTick >= EARLY_TICK_NANOS;
            }
            if (early || due) {
                tick(now);
                lastTick = now;
                // A tick that comes late does not make the next ones come in a burst.
                long period = isWarmingUp(now - begun)
                        ? SHORTEST_TICK_NANOS
                        : timing.tick().toNanos();
                nextTick = Math.max(nextTick, now - period) + (early ? 0 : period);
            }
            if (!fast.isIdle() && (looks >= ENOUGH_LOOKS || now - begun >= WARM_UP_NANOS)) {
                onceWarm.ifPresent(Runnable::run);
                onceWarm = Optional.empty();
            }
            long wake = fast.isIdle() ? nextTick : Math.min(dueAt(), now + untilNextLook());
            if (errands.isEmpty()) {
                LockSupport.parkNanos(this, Math.max(0, wake - System.nanoTime()));
            }
        }
        return bugs < BUGS_IN_A_ROW;
    }

    private long untilNextLook() {
        long usual = timing.fastTick().toNanos();
        return fast.hurries() ? Math.min(usual, SUSPICIOUS_NANOS) : usual;
    }

    private long dueAt() {
        return fast.suspects() ? nextTick + DELAY_NANOS : nextTick;
    }

    /** Whether pods are known, and their usage or that of the node takes another look, for which a whole period would be wasted. */
    private boolean isWarmingUp(long nanosSinceStart) {
        if (last.isEmpty() || last.get().pods().isMissing()) {
            return false;
        }
        if (!last.get().used().cpu().isMissing()) {
            looks = last.get().hasAllRates() ? ENOUGH_LOOKS : looks + 1;
        }
        return looks < ENOUGH_LOOKS && nanosSinceStart < WARM_UP_NANOS;
    }

    /** Brings the next tick forward, because something has become known that the node's first report waits for. */
    void hurry() {
        errands.leave(() -> nextTick = lastTick + Math.min(nextTick - lastTick, SHORTEST_TICK_NANOS));
    }

    private void tick(long nanoTime) {
        try {
            Observation seen = loop.tick(Instant.now(), nanoTime, fast.surge(last, nanoTime));
            for (Reports report : reports) {
                report.add(seen, nanoTime);
            }
            last = Optional.of(seen);
            bugs = 0;
            observed = true;
        } catch (RuntimeException e) {
            bugs++;
            explainer.internalError("tick", e);
        }
        lastTickEnd = System.nanoTime();
        explainer.took((lastTickEnd - nanoTime) / 1e9, timing.tick().toNanos() / 1e9);
    }

    private void runErrands() {
        try {
            errands.runAll();
        } catch (RuntimeException e) {
            explainer.internalError("errand", e);
        }
    }

    private FastLoop.Next look(long nanoTime) {
        try {
            return last.isPresent() ? fast.look(last.get(), Instant.now(), nanoTime) : FastLoop.Next.NOTHING;
        } catch (RuntimeException e) {
            explainer.internalError("look", e);
            return FastLoop.Next.NOTHING;
        }
    }

    /** Asks the loop to end; returns at once. */
    void stop(Thread runner) {
        stopping = true;
        LockSupport.unpark(runner);
    }

    /** Gives back what is held, after the loop has ended. */
    boolean giveBack() {
        try {
            return loop.giveBack(ModeReason.ShuttingDown, Instant.now(), System.nanoTime());
        } catch (RuntimeException e) {
            log.error("Cannot give back all that is held; 'restore' will", e);
            return false;
        }
    }

    Optional<String> unhealthy() {
        Duration since = Duration.ofNanos(System.nanoTime() - lastTickEnd);
        return since.compareTo(ALIVE) < 0
                ? Optional.empty()
                : Optional.of("no tick for " + since.toSeconds() + " seconds");
    }

    boolean hasObserved() {
        return observed;
    }
}
