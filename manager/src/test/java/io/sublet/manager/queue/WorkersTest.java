package io.sublet.manager.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.Work;
import io.sublet.manager.telemetry.ManagerMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkersTest {
    private static final Work SOME = new Work(Concern.SLO, "n");
    private static final Work OTHER = new Work(Concern.CAPACITY, "n");

    private final WorkQueue<Work> queue = new WorkQueue<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicBoolean away = new AtomicBoolean(true);
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();
    private final Workers workers = new Workers(
            queue,
            Map.of(Concern.SLO, node -> attempt(), Concern.CAPACITY, node -> other()),
            Clock.systemUTC(),
            new ManagerMetrics(registry));

    private Pass attempt() {
        attempts.incrementAndGet();
        return away.get() ? new Pass.Unavailable("HTTP 500") : new Pass.Done(true, Optional.empty());
    }

    private Pass other() {
        others.incrementAndGet();
        return new Pass.Done(true, Optional.empty());
    }

    private double pauses() {
        return registry.get("sublet.manager.queue.pauses").counter().count();
    }

    private void awaitAttempts(int count) {
        await().atMost(Duration.ofMinutes(1)).until(() -> attempts.get() >= count);
    }

    @AfterEach
    void stop() throws InterruptedException {
        workers.stop();
    }

    @Test
    void whileTheApiServerIsAwayAllWorkWaitsAndThenGoesOn() {
        workers.start(1);
        queue.add(SOME);
        awaitAttempts(2);

        away.set(false);

        awaitAttempts(attempts.get() + 1);
        assertThat(pauses()).isGreaterThanOrEqualTo(1);
    }

    /** Such as an object that is too large for the store behind the API server, which answers with an error of its own. */
    @Test
    void whatFailsAsIfTheApiServerWereAwayWhileOtherWritesSucceedHoldsUpNothingElse() {
        workers.start(1);
        queue.add(SOME);
        awaitAttempts(1);
        queue.add(OTHER);
        await().atMost(Duration.ofMinutes(1)).until(() -> others.get() == 1);
        awaitAttempts(attempts.get() + 1);
        double before = pauses();

        awaitAttempts(attempts.get() + 2);

        assertThat(pauses()).isEqualTo(before);
    }
}
