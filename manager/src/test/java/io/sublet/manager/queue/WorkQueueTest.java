package io.sublet.manager.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class WorkQueueTest {
    private final WorkQueue<String> queue = new WorkQueue<>();

    private String take() throws InterruptedException {
        return queue.take().map(WorkQueue.Taken::key).orElse("closed");
    }

    @Test
    void handsOutEachKeyOnceInTheOrderOfArrival() throws InterruptedException {
        queue.add("a");
        queue.add("b");
        queue.add("a");

        assertThat(queue.size()).isEqualTo(2);
        assertThat(take()).isEqualTo("a");
        assertThat(take()).isEqualTo("b");
        assertThat(queue.size()).isZero();
    }

    @Test
    void holdsAKeyBackWhileAWorkerHasIt() throws InterruptedException {
        queue.add("a");
        assertThat(take()).isEqualTo("a");
        queue.add("a");
        queue.add("b");

        assertThat(take()).isEqualTo("b");
        assertThat(queue.size()).isZero();
        queue.done("a");
        assertThat(take()).isEqualTo("a");
    }

    @Test
    void handsOutLaterWhatIsAddedForLater() throws InterruptedException {
        long before = System.nanoTime();
        queue.addAfter("late", Duration.ofMillis(80));
        queue.addAfter("soon", Duration.ofMillis(20));
        queue.addAfter("soon", Duration.ofHours(1));

        assertThat(take()).isEqualTo("soon");
        assertThat(take()).isEqualTo("late");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void forgetsALaterTimeOnceTheKeyIsAddedForNow() throws InterruptedException {
        queue.addAfter("a", Duration.ofMillis(30));
        queue.add("a");
        queue.addAfter("b", Duration.ofMillis(60));

        assertThat(take()).isEqualTo("a");
        queue.done("a");
        assertThat(take()).isEqualTo("b");
        assertThat(queue.size()).isZero();
    }

    @Test
    void handsOutNothingWhileItIsPaused() throws InterruptedException {
        long before = System.nanoTime();
        queue.add("a");
        queue.pause(Duration.ofMillis(80));
        queue.addAfter("b", Duration.ofMillis(1));

        assertThat(take()).isEqualTo("a");
        assertThat(take()).isEqualTo("b");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void bearsDelaysOfAnyLength() throws InterruptedException {
        queue.addAfter("never", Duration.ofSeconds(Long.MAX_VALUE));
        queue.addAfter("long ago", Duration.ofSeconds(Long.MIN_VALUE));

        assertThat(take()).isEqualTo("long ago");
    }

    @Test
    void keepsOnlyOneLaterTimePerKeyHoweverOftenItIsAdded() throws InterruptedException {
        for (int i = 0; i < 100_000; i++) {
            queue.addAfter("a", Duration.ofHours(1));
            queue.add("a");
            assertThat(take()).isEqualTo("a");
            queue.done("a");
        }
        queue.addAfter("a", Duration.ofHours(1));

        assertThat(queue.planned()).isLessThanOrEqualTo(1001);
    }

    @Test
    void endsWhenItIsClosed() throws InterruptedException {
        Thread closer = Thread.ofPlatform().start(queue::close);

        assertThat(queue.take()).isEqualTo(Optional.empty());
        assertThat(closer.join(Duration.ofSeconds(5))).isTrue();
    }
}
