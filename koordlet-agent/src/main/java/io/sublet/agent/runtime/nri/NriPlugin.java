package io.sublet.agent.runtime.nri;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.runtime.ContainerHook;
import io.sublet.agent.runtime.RuntimeStatus;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one connection to the runtime, never two: of two plugins of one name both would set the same values, which a runtime takes for
 * a conflict and fails the container. After an end it comes back after 1 s, 2 s, … 30 s, less a random part of up to a half.
 */
public final class NriPlugin implements AutoCloseable {
    /** As which it registers: sooner than plugins that do not care, so that they see what it sets. */
    private static final NriConnection.Identity IDENTITY = new NriConnection.Identity("sublet", "10");

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Logger log = LoggerFactory.getLogger(NriPlugin.class);

    private final Path socket;
    private final CgroupVersion version;
    private final ContainerHook hook;
    private final NriConnection.Listener listener;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("nri").daemon().unstarted(this::run);

    private volatile RuntimeStatus status = new RuntimeStatus.Disconnected("not tried yet");
    private volatile @Nullable SocketChannel channel;
    private Duration pause = FIRST_PAUSE;
    private String lastCause = "";

    /**
     * Does nothing until {@link #start}.
     *
     * @param socket of the runtime
     * @param version whose files the container's values are for
     * @param answered hears of each call and its result
     * @param bug hears of bugs
     */
    public NriPlugin(
            Path socket,
            CgroupVersion version,
            ContainerHook hook,
            BiConsumer<String, String> answered,
            Consumer<RuntimeException> bug) {
        this.socket = socket;
        this.version = version;
        this.hook = hook;
        this.listener = new NriConnection.Listener() {
            @Override
            public void status(RuntimeStatus now) {
                connected(now);
            }

            @Override
            public void answered(String call, String result) {
                answered.accept(call, result);
            }

            @Override
            public void bug(RuntimeException caught) {
                bug.accept(caught);
            }
        };
    }

    public void start() {
        thread.start();
    }

    /** How it stands with the connection now. */
    public RuntimeStatus status() {
        return status;
    }

    private void connected(RuntimeStatus now) {
        status = now;
        pause = FIRST_PAUSE;
        lastCause = "";
        log.info("Is asked before containers start: {}", now);
    }

    private void run() {
        try {
            do {
                ended(serve());
            } while (!closing.await(nextPause().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves one connection; returns why it ended. */
    private String serve() {
        try (SocketChannel opened = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel = opened;
            if (closing.getCount() == 0) {
                return "the agent ends";
            }
            opened.connect(UnixDomainSocketAddress.of(socket));
            new NriConnection(
                            new Multiplexer(Channels.newInputStream(opened), Channels.newOutputStream(opened)),
                            IDENTITY,
                            version,
                            hook,
                            listener)
                    .serve();
            return "the runtime shuts down";
        } catch (IOException e) {
            return socket + ": " + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        }
    }

    private void ended(String cause) {
        status = new RuntimeStatus.Disconnected(cause);
        if (!cause.equals(lastCause) && closing.getCount() > 0) {
            log.warn("Is not asked before containers start, their values are set afterwards: {}", cause);
            lastCause = cause;
        }
    }

    private Duration nextPause() {
        long longest = pause.toNanos();
        pause = pause.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
    }

    /** Ends the connection; the runtime starts containers without the agent from then on. */
    @Override
    public void close() {
        closing.countDown();
        SocketChannel open = channel;
        try {
            if (open != null) {
                open.close();
            }
            thread.join(1000);
        } catch (IOException e) {
            log.debug("Cannot close the connection to the runtime: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
