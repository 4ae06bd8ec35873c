package io.sublet.e2e.demo.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at random times that do not depend on the answers, as many independent users do, and measures each
 * from the moment it should have been sent: a service that stalls cannot hide the requests that had to wait.
 *
 * <p>Prints JSON objects, a line each: {@code started} with the time of the start, one per second, and, where the time is
 * limited, a {@code total} over the whole run without its warm-up, which is for connections and compilers. A new rate ends a phase and begins the next:
 * {@code rate} with the time from which on it counts, and, once all requests that were due in the phase that ended have their answer, {@code phase} with what
 * they met. A percentile of no requests is null.
 */
final class OpenLoopClient implements AutoCloseable {
    private static final long SECOND = 1_000_000_000L;

    private final Settings settings;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final HttpRequest request;
    private final PoissonArrivals arrivals;
    private final LatencyWindow window = new LatencyWindow();
    private final LatencyWindow whole = new LatencyWindow();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final Queue<RatePhase> ended = new ArrayDeque<>();
    private volatile RatePhase phase;
    private volatile double wanted;
    private volatile @Nullable Thread sender;

    /**
     * What to send.
     *
     * @param ratePerSecond arrivals per second on average, above 0
     * @param warmUp at the start, without part in the total
     * @param maxInFlight requests that wait for an answer at once; an arrival above it is an error and is not sent
     */
    record Settings(
            URI url,
            double ratePerSecond,
            long seed,
            Optional<Duration> limit,
            Duration warmUp,
            Duration timeout,
            int maxInFlight) {
        static Settings of(LoadOptions options) {
            return new Settings(
                    URI.create(options.required("url")),
                    options.decimal("rate", 100),
                    options.seed("seed", 1),
                    options.seconds("for"),
                    options.seconds("warm-up").orElse(Duration.ofSeconds(1)),
                    Duration.ofMillis(options.positive("timeout-ms", 10_000)),
                    options.positive("max-in-flight", 2_000));
        }
    }

    OpenLoopClient(Settings settings) {
        this.settings = settings;
        this.wanted = settings.ratePerSecond();
        this.phase = new RatePhase(wanted);
        this.arrivals = new PoissonArrivals(settings.seed());
        this.request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .build();
    }

    /** Takes each number that comes in as the new rate; returns at once. */
    void followRates(InputStream in) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        Thread.ofPlatform().name("rates").daemon().start(() -> {
            try {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    changeRate(line.strip());
                }
            } catch (IOException e) {
                System.err.println("standard input ended: " + e.getMessage());
            }
        });
    }

    private void changeRate(String text) {
        try {
            double asked = Double.parseDouble(text);
            if (asked > 0 && asked <= 1e6) {
                wanted = asked;
                LockSupport.unpark(sender);
                return;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        System.err.println("not a rate between 0 and 1000000 per second, the old one is kept: " + text);
    }

    /** Sends until the time is over, or for ever. */
    void run(PrintStream out) {
        sender = Thread.currentThread();
        long start = System.nanoTime();
        out.println("{\"started\":\"" + Instant.now() + "\"}");
        out.flush();
        long intended = start;
        long report = start + SECOND;
        int second = 0;
        while (settings.limit().isEmpty()
                || System.nanoTime() - start < settings.limit().get().toNanos()) {
            if (phase.rate() != wanted) {
                // Arrivals have no memory: what would have come by the old rate need not be waited for.
                intended = System.nanoTime();
                change(out);
            }
            long next = intended + arrivals.nextGapNanos(phase.rate());
            while (report - next <= 0 || System.nanoTime() - report >= 0) {
                waitUntil(report);
                report(out, second++);
                report += SECOND;
            }
            if (waitUntil(next)) {
                intended = next;
                send(intended, intended - start >= settings.warmUp().toNanos());
            }
        }
        long patience = System.nanoTime() + settings.timeout().toNanos();
        while (inFlight.get() > 0 && System.nanoTime() - patience < 0) {
            LockSupport.parkNanos(SECOND / 1000);
        }
        report(out, second);
        total(out);
    }

    private void change(PrintStream out) {
        ended.add(phase);
        phase = new RatePhase(wanted);
        out.printf(Locale.ROOT, "{\"rate\":%.1f,\"at\":\"%s\"}%n", phase.rate(), Instant.now());
        out.flush();
    }

    private void total(PrintStream out) {
        summary(out, "total", whole.take(), inFlight.get());
    }

    private static void summary(PrintStream out, String name, LatencyWindow.Content content, int unanswered) {
        out.printf(
                Locale.ROOT,
                "{\"%s\":{\"completed\":%d,\"errors\":%d,\"p50Ms\":%s,\"p99Ms\":%s,\"p999Ms\":%s}}%n",
                name,
                content.completed(),
                content.errors() + unanswered,
                milliseconds(content.p50Ms()),
                milliseconds(content.p99Ms()),
                milliseconds(content.p999Ms()));
        out.flush();
    }

    /** False if another rate was asked for meanwhile. */
    private boolean waitUntil(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (phase.rate() != wanted) {
                return false;
            }
        }
        return true;
    }

    private void send(long intended, boolean counted) {
        sent.increment();
        RatePhase due = phase;
        if (inFlight.incrementAndGet() > settings.maxInFlight()) {
            inFlight.decrementAndGet();
            window.failed();
            whole.failed();
            due.refused();
            return;
        }
        due.sent();
        var ignored = http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            long latency = System.nanoTime() - intended;
            inFlight.decrementAndGet();
            boolean succeeded = failure == null && answer.statusCode() == 200;
            due.ended(succeeded, latency);
            if (succeeded) {
                window.succeeded(latency);
                if (counted) {
                    whole.succeeded(latency);
                }
            } else {
                window.failed();
                whole.failed();
            }
        });
    }

    private void report(PrintStream out, int second) {
        LatencyWindow.Content content = window.take();
        out.printf(
                Locale.ROOT,
                "{\"at\":\"%s\",\"second\":%d,\"targetRate\":%.1f,\"sent\":%d,\"completed\":%d,\"errors\":%d,"
                        + "\"inFlight\":%d,\"p50Ms\":%s,\"p99Ms\":%s}%n",
                Instant.now(),
                second,
                phase.rate(),
                sent.sumThenReset(),
                content.completed(),
                content.errors(),
                inFlight.get(),
                milliseconds(content.p50Ms()),
                milliseconds(content.p99Ms()));
        out.flush();
        while (!ended.isEmpty() && ended.element().isAnswered()) {
            summary(out, "phase", ended.remove().content(), 0);
        }
    }

    private static String milliseconds(OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, "%.3f", value.getAsDouble()) : "null";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
