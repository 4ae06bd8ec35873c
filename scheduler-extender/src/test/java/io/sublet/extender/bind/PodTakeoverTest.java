package io.sublet.extender.bind;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.pin.Pins;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PodTakeoverTest {
    private static final PodTakeover.Pace FAST =
            new PodTakeover.Pace(Duration.ofMillis(5), Duration.ofMillis(1), Duration.ofMillis(50));

    private final FakePods api = new FakePods();
    private final Replica old = new Replica(api, List.of("n"), Pins.topology(1, 4, 4), () -> 0);
    private final Replica next = new Replica(api, List.of("n"), Pins.topology(1, 4, 4), () -> 0);
    private final PodTakeover takeover = new PodTakeover(api, next.ledger, FAST);
    private final CountDownLatch done = new CountDownLatch(1);

    @AfterEach
    void close() {
        takeover.close();
    }

    @Test
    void itWaitsUntilTheWatchHasShownWhatTheApiServerHas() throws Exception {
        api.create(Pins.shape("a", 4));
        old.bind("a", "n");

        takeover.begin(false, done::countDown);
        assertThat(done.await(100, TimeUnit.MILLISECONDS)).isFalse();
        next.seeAll();

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void itWaitsForNoPodThatIsGone() throws Exception {
        api.create(Pins.shape("a", 4));
        old.bind("a", "n");
        takeover.begin(false, done::countDown);

        api.delete("a");

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void bindingsOfTheLastHolderThatAreOnTheirWayFailFromThenOn() throws Exception {
        for (int i = 0; i < 40; i++) {
            api.create(Pins.shape("p" + i, 1));
        }
        api.create(Pins.shape("a", 4));
        ApiPod readBefore = api.pod("a");

        takeover.begin(true, done::countDown);

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(api.bind(readBefore, "n", Map.of())).isInstanceOf(PodApi.BindResult.Changed.class);
    }

    @Test
    void aPodThatCouldNotBeTouchedByABugIsTouchedAgain() throws Exception {
        for (int i = 0; i < 40; i++) {
            api.create(Pins.shape("p" + i, 1));
        }
        List<ApiPod> readBefore = api.names().stream().map(api::pod).toList();
        api.failingTouches = 10;

        takeover.begin(true, done::countDown);

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(readBefore)
                .allSatisfy(
                        pod -> assertThat(api.bind(pod, "n", Map.of())).isInstanceOf(PodApi.BindResult.Changed.class));
    }

    @Test
    void itInsistsWhileTheApiServerIsSilent() throws Exception {
        api.create(Pins.shape("a", 4));
        api.silent = true;
        takeover.begin(true, done::countDown);
        assertThat(done.await(50, TimeUnit.MILLISECONDS)).isFalse();

        api.silent = false;

        assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsCancelledIsNeverDone() {
        api.create(Pins.shape("a", 4));
        old.bind("a", "n");
        takeover.begin(false, done::countDown);

        takeover.cancel();
        next.seeAll();

        Awaitility.await().during(Duration.ofMillis(100)).until(() -> done.getCount() == 1);
    }
}
