package io.sublet.extender.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.extender.bind.LeaseApi.LeaseState;
import io.sublet.model.reading.Reading;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindLeaseTest {
    private static final Duration DURATION = Duration.ofSeconds(10);

    private final StoredLease stored = new StoredLease();
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = -7;
    private final Extender a = new Extender("a", "1");
    private final Extender b = new Extender("b", "1");

    private final class Extender {
        final List<Boolean> takeovers = new ArrayList<>();
        final BindLease lease;
        boolean quiet = true;
        Runnable takeoverDone = () -> {};

        Extender(String replica, String process) {
            BindLease.Settings settings =
                    new BindLease.Settings(replica, process, DURATION, Duration.ofSeconds(2), Duration.ofSeconds(60));
            Takeover takeover = new Takeover() {
                @Override
                public void begin(boolean shutOut, Runnable done) {
                    takeovers.add(shutOut);
                    takeoverDone = done;
                }

                @Override
                public void cancel() {}
            };
            lease = new BindLease(stored, settings, takeover, () -> quiet, new Wall(), () -> nanos);
        }

        Extender wanted() {
            lease.want();
            lease.tick();
            return this;
        }

        Extender takenOver() {
            takeoverDone.run();
            return this;
        }
    }

    private void pass(int seconds) {
        wall = wall.plusSeconds(seconds);
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void whoeverIsAskedFirstGetsTheRightAfterALookAround() {
        a.wanted();
        assertThat(a.lease.isHeld()).isFalse();
        assertThat(a.lease.obstacle()).contains("taking over");

        a.takenOver();

        assertThat(a.lease.isHeld()).isTrue();
        assertThat(a.lease.obstacle()).isEmpty();
        assertThat(stored.state.orElseThrow().holder()).isEqualTo("a_1");
        assertThat(a.takeovers)
                .as("there was no Lease that could have been given back")
                .containsExactly(true);
    }

    @Test
    void whoeverIsNotAskedTakesNothing() {
        a.lease.tick();

        assertThat(stored.state).isEmpty();
    }

    @Test
    void anotherOneWaitsAsLongAsTheLeaseIsRenewed() {
        a.wanted().takenOver();
        for (int i = 0; i < 10; i++) {
            pass(4);
            a.lease.tick();
            b.wanted();
        }

        assertThat(a.lease.isHeld()).isTrue();
        assertThat(b.lease.isHeld()).isFalse();
        assertThat(b.lease.obstacle()).isEqualTo("extender a_1 binds");
    }

    @Test
    void ofASilentOneItIsTakenAfterItsDurationAndAfterTheOldRightHasEnded() {
        a.wanted().takenOver();
        b.lease.tick();
        pass(7);
        assertThat(a.lease.isHeld()).isTrue();
        pass(1);
        assertThat(a.lease.isHeld()).as("a request may still take 2 s").isFalse();
        b.wanted();
        assertThat(b.takeovers).isEmpty();
        pass(2);

        b.wanted().takenOver();

        assertThat(b.takeovers).containsExactly(true);
        assertThat(b.lease.isHeld()).isTrue();
        a.lease.tick();
        pass(1);
        assertThat(a.lease.isHeld()).isFalse();
    }

    @Test
    void whatCountsIsWhenARenewalWasSeenNotWhatItsClockSays() {
        a.wanted().takenOver();
        wall = wall.plusSeconds(3600);
        b.wanted();
        assertThat(b.takeovers).isEmpty();
    }

    @Test
    void theRightEndsWithAMachineThatWasSuspended() {
        a.wanted().takenOver();
        wall = wall.plusSeconds(3600);

        assertThat(a.lease.isHeld()).isFalse();
    }

    @Test
    void anEarlierProcessOfTheSameReplicaIsNotWaitedFor() {
        a.wanted().takenOver();
        Extender restarted = new Extender("a", "2");

        restarted.wanted().takenOver();

        assertThat(restarted.takeovers).containsExactly(true);
        assertThat(restarted.lease.isHeld()).isTrue();
    }

    @Test
    void whatIsNotWantedAnyMoreIsGivenBackAndTakenAtOnce() {
        a.wanted().takenOver();
        pass(61);
        a.lease.tick();
        assertThat(stored.state.orElseThrow().holder()).isEmpty();
        assertThat(a.lease.isHeld()).isFalse();

        b.wanted().takenOver();

        assertThat(b.takeovers).as("nothing was on its way").containsExactly(false);
        assertThat(b.lease.isHeld()).isTrue();
        assertThat(stored.state.orElseThrow().transitions()).isEqualTo(2);
    }

    @Test
    void nothingIsGivenBackWhileABindingIsOnItsWay() {
        a.wanted().takenOver();
        a.quiet = false;
        a.lease.close();
        a.lease.tick();
        assertThat(a.lease.isHeld()).isFalse();
        assertThat(stored.state.orElseThrow().holder()).isEqualTo("a_1");
        assertThat(a.lease.isMine()).isTrue();

        a.quiet = true;
        a.lease.tick();

        assertThat(stored.state.orElseThrow().holder()).isEmpty();
        assertThat(a.lease.isMine()).isFalse();
    }

    @Test
    void aClosedOneWantsNothing() {
        a.lease.close();
        a.wanted();

        assertThat(stored.state).isEmpty();
    }

    @Test
    void ofTwoThatTryAtOnceOneGetsIt() {
        stored.before = () -> b.wanted();
        a.wanted();

        assertThat(stored.state.orElseThrow().holder()).isEqualTo("b_1");
        assertThat(a.takeovers).isEmpty();
        assertThat(a.lease.obstacle()).isEqualTo("another extender was faster");
    }

    @Test
    void aTakeoverOfAnEarlierTermDoesNotGiveTheRight() {
        a.wanted();
        Runnable old = a.takeoverDone;
        pass(61);
        a.lease.tick();
        b.wanted();
        pass(61);
        b.lease.tick();
        a.wanted();

        old.run();
        assertThat(a.lease.isHeld()).isFalse();

        a.takenOver();
        assertThat(a.lease.isHeld()).isTrue();
    }

    @Test
    void aWriteWhoseAnswerWasLostIsRecognized() {
        stored.answerLost = true;
        a.wanted();
        assertThat(a.takeovers).isEmpty();
        stored.answerLost = false;

        a.lease.tick();

        assertThat(a.takeovers).containsExactly(true);
    }

    @Test
    void whileTheApiServerIsAwayTheRightRunsOut() {
        a.wanted().takenOver();
        stored.away = true;
        for (int i = 0; i < 4; i++) {
            pass(2);
            a.lease.tick();
        }

        assertThat(a.lease.isHeld()).isFalse();
        assertThat(a.lease.obstacle()).isEqualTo("the Lease cannot be read: away");
        stored.away = false;
        a.lease.tick();
        assertThat(a.lease.isHeld()).as("nobody else has had it").isTrue();
    }

    @Test
    void waitingEndsWithTheRight() throws Exception {
        a.wanted();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                assertThat(a.lease.await(nanos + Duration.ofMinutes(1).toNanos()))
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });

        a.takenOver();

        assertThat(waiting.join(Duration.ofSeconds(30))).isTrue();
        assertThat(b.lease.await(nanos)).isFalse();
    }

    @Test
    void aLeaseMustOutliveARequest() {
        assertThatThrownBy(() -> new BindLease.Settings(
                        "a", "1", Duration.ofSeconds(4), Duration.ofSeconds(2), Duration.ofSeconds(60)))
                .hasMessageContaining("too short");
    }

    private static final class StoredLease implements LeaseApi {
        Optional<LeaseState> state = Optional.empty();
        Runnable before = () -> {};
        boolean away;
        boolean answerLost;
        private int version;

        @Override
        public Reading<Optional<LeaseState>> read() {
            return away ? Reading.missing("away") : Reading.of(state);
        }

        @Override
        public Reading<Optional<LeaseState>> write(LeaseState next) {
            Runnable first = before;
            before = () -> {};
            first.run();
            if (!state.map(LeaseState::version).orElse("").equals(next.version())) {
                return Reading.of(Optional.empty());
            }
            version++;
            state = Optional.of(new LeaseState(
                    next.holder(), next.renewed(), next.duration(), next.transitions(), Integer.toString(version)));
            return answerLost ? Reading.missing("answer lost") : Reading.of(state);
        }
    }

    private final class Wall extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return wall;
        }
    }
}
