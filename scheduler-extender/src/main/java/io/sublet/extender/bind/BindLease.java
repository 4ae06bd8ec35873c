package io.sublet.extender.bind;

import io.sublet.extender.bind.LeaseApi.LeaseState;
import io.sublet.model.lease.Fence;
import io.sublet.model.reading.Reading;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to bind by a Lease of our own, taken when it is wanted and given back when it has not been for a while. The
 * scheduler's own leader election is another one: whichever scheduler leads asks its extender, and that extender then takes
 * the Lease, so the two need not agree beforehand.
 *
 * <ol>
 *   <li>A Lease that nobody holds, that was held by an earlier process of this replica, or that has not been renewed for its
 *       duration by our monotonic clock since we first saw it so, is taken.
 *   <li>Before the right is used, the {@link Takeover} has learned what its last holder did and shut out what it may still
 *       do.
 *   <li>The right ends by itself, one request's time before the Lease can be taken away.
 * </ol>
 */
public final class BindLease implements BindRight {
    private static final Logger log = LoggerFactory.getLogger(BindLease.class);
    /** In the name of a holder, between the replica and its process. */
    private static final char PROCESS = '_';
    /** Of the Lease's duration, between two looks. */
    private static final int PART = 5;

    private static final int HURRIED_PART = 50;

    private final LeaseApi api;
    private final Settings settings;
    private final Takeover takeover;
    private final BooleanSupplier quiet;
    private final Fence fence;
    private final Clock wall;
    private final LongSupplier nanos;

    private Optional<LeaseState> known = Optional.empty();
    private long knownSince;
    private long wantedUntil;
    private boolean wanted;
    private boolean mine;
    private boolean closed;
    private int term;
    private volatile boolean usable;
    private volatile String obstacle = "the Lease has not been read yet";

    /**
     * How the Lease is held.
     *
     * @param replica name of this extender, the same after a restart
     * @param process unique for each process
     * @param duration how long a silent holder is believed to live
     * @param request the longest time of one request to the API server, less than half the duration
     * @param idle how long the Lease is kept without being wanted
     */
    public record Settings(String replica, String process, Duration duration, Duration request, Duration idle) {
        public Settings {
            if (request.multipliedBy(2).compareTo(duration) >= 0) {
                throw new IllegalArgumentException("a lease of " + duration + " is too short for requests of " + request
                        + ", it must be more than twice as long");
            }
        }

        String holder() {
            return replica + PROCESS + process;
        }
    }

    /**
     * A right that is not held yet.
     *
     * @param quiet whether no binding is on its way
     */
    public BindLease(
            LeaseApi api, Settings settings, Takeover takeover, BooleanSupplier quiet, Clock wall, LongSupplier nanos) {
        this.api = api;
        this.settings = settings;
        this.takeover = takeover;
        this.quiet = quiet;
        this.fence = new Fence(settings.duration().minus(settings.request()), wall, nanos);
        this.wall = wall;
        this.nanos = nanos;
        this.knownSince = nanos.getAsLong();
    }

    @Override
    public synchronized void want() {
        wantedUntil = nanos.getAsLong() + settings.idle().toNanos();
        if (!wanted) {
            wanted = true;
            notifyAll();
        }
    }

    @Override
    public boolean isHeld() {
        return usable && fence.isOpen();
    }

    @Override
    public String obstacle() {
        return isHeld() ? "" : obstacle;
    }

    @Override
    public synchronized boolean await(long deadline) throws InterruptedException {
        long left = deadline - nanos.getAsLong();
        while (!isHeld() && left > 0) {
            wait(Math.max(1, Duration.ofNanos(left).toMillis()));
            left = deadline - nanos.getAsLong();
        }
        return isHeld();
    }

    /** Waits until it is time for the next {@link #tick}, which is soon if the right is wanted and not held. */
    @SuppressWarnings("WaitNotInLoop") // a look before its time does no harm
    public synchronized void pause() throws InterruptedException {
        int part = wanted && !mine ? HURRIED_PART : PART;
        wait(Math.max(1, settings.duration().dividedBy(part).toMillis()));
    }

    /** One look at the Lease, and at most one write. For one thread. */
    public void tick() {
        boolean want = isWanted();
        Fence.Mark begin = fence.mark();
        switch (api.read()) {
            case Reading.Missing<Optional<LeaseState>>(String cause) -> hold("the Lease cannot be read: " + cause);
            case Reading.Value<Optional<LeaseState>>(Optional<LeaseState> state) -> {
                observe(state);
                if (isMine()) {
                    keepOrGiveBack(state.orElseThrow(), want, begin);
                } else {
                    lose();
                    if (want) {
                        take(state, begin);
                    }
                }
            }
        }
    }

    private synchronized boolean isWanted() {
        wanted = wanted && !closed && nanos.getAsLong() - wantedUntil < 0;
        return wanted;
    }

    /** The time counts from when a change was seen, which is never before it was made. */
    private synchronized void observe(Optional<LeaseState> state) {
        if (!state.equals(known)) {
            known = state;
            knownSince = nanos.getAsLong();
        }
    }

    private void keepOrGiveBack(LeaseState state, boolean want, Fence.Mark begin) {
        if (!want) {
            giveBack(state);
            return;
        }
        LeaseState renewed = state.heldBy(settings.holder(), wall.instant(), settings.duration());
        if (store(renewed, begin) && !mine) {
            // written by an attempt whose answer was lost
            won(Optional.empty());
        }
    }

    private void take(Optional<LeaseState> state, Fence.Mark begin) {
        Optional<LeaseState> before = state.filter(lease -> !lease.holder().isEmpty());
        if (before.isPresent() && !isFree(before.get())) {
            hold("extender " + before.get().holder() + " binds");
            return;
        }
        LeaseState next = state.orElseGet(() -> new LeaseState("", wall.instant(), settings.duration(), 0, ""))
                .heldBy(settings.holder(), wall.instant(), settings.duration());
        if (store(next, begin)) {
            won(state);
        }
    }

    private boolean isFree(LeaseState lease) {
        long silent = nanos.getAsLong() - knownSince;
        Duration life = lease.duration().compareTo(settings.duration()) > 0 ? lease.duration() : settings.duration();
        boolean predecessor = lease.holder().startsWith(settings.replica() + PROCESS);
        return predecessor || silent >= life.toNanos();
    }

    private boolean store(LeaseState state, Fence.Mark begin) {
        return switch (api.write(state)) {
            case Reading.Value<Optional<LeaseState>>(Optional<LeaseState> stored)
            when stored.isPresent() -> {
                observe(stored);
                fence.renewed(begin);
                yield true;
            }
            case Reading.Value<Optional<LeaseState>> faster -> {
                hold("another extender was faster");
                yield false;
            }
            case Reading.Missing<Optional<LeaseState>>(String cause) -> {
                hold("the Lease cannot be written: " + cause);
                yield false;
            }
        };
    }

    /** Whoever gave the Lease back had nothing on its way any more. */
    private synchronized void won(Optional<LeaseState> before) {
        boolean clean = before.filter(lease -> lease.holder().isEmpty()).isPresent();
        mine = true;
        int won = ++term;
        obstacle = "taking over from the last extender that bound";
        log.info("this extender may bind after a look at the pods before={} clean={}", before, clean);
        takeover.begin(!clean, () -> takenOver(won));
    }

    private synchronized void takenOver(int won) {
        if (mine && won == term) {
            usable = true;
            notifyAll();
            log.info("this extender binds holder={}", settings.holder());
        }
    }

    private synchronized void lose() {
        if (mine) {
            log.info("this extender may not bind any more");
            takeover.cancel();
        }
        mine = false;
        usable = false;
    }

    private void hold(String why) {
        obstacle = why;
    }

    /** No new binding begins from here on; once those on their way have ended, another extender may take over at once. */
    private void giveBack(LeaseState state) {
        lose();
        hold("not wanted");
        if (quiet.getAsBoolean()) {
            Reading<Optional<LeaseState>> written = api.write(state.givenBack(wall.instant()));
            written.toOptional().ifPresent(this::observe);
            log.info("the Lease is given back result={}", written);
        }
    }

    /** Whether the Lease is, as far as is known, held by this extender. */
    public synchronized boolean isMine() {
        return known.filter(lease -> lease.holder().equals(settings.holder())).isPresent();
    }

    /** No longer wants the right, whatever is asked; the next {@link #tick} gives it back. */
    public synchronized void close() {
        closed = true;
        wanted = false;
        notifyAll();
    }
}
