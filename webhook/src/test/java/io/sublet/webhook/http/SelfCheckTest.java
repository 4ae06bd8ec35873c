package io.sublet.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Route;
import io.sublet.webhook.review.Routes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfCheckTest {
    private final SelfCheck check = new SelfCheck("default");
    private final AtomicInteger reviews = new AtomicInteger();
    private HttpsServer server;

    @BeforeEach
    void start() throws GeneralSecurityException, IOException {
        Route route = new Route("/mutate-pod", (review, cluster) -> {
            reviews.incrementAndGet();
            return Answer.unrelated();
        });
        server = new HttpsServer(new Routes(List.of(route), List.of()), new FakeCluster(), Duration.ofMinutes(1));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itMakesAsManyCallsAsAreAskedFor() {
        assertThat(check.callWithin(Duration.ofMinutes(10), server.port(), server.authorities(), 3))
                .isEqualTo(3);
        assertThat(reviews).hasValue(3);
    }

    /** A connection is good for some of them. */
    @Test
    void itMakesNoMoreThanAreAskedForOnItsLastConnection() {
        assertThat(check.callWithin(Duration.ofMinutes(10), server.port(), server.authorities(), 60))
                .isEqualTo(60);
        assertThat(reviews).hasValue(60);
    }

    @Test
    void itFailsOnWhatIsNoAnswer() throws GeneralSecurityException, IOException {
        try (HttpsServer other =
                new HttpsServer(new Routes(List.of(), List.of()), new FakeCluster(), Duration.ofMinutes(1))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> check.call(other.port(), other.authorities(), 2))
                    .withMessageContaining("404");
        }
    }

    @Test
    void itMakesFewerOnAMachineWithoutTimeForThem() {
        int calls = check.callWithin(Duration.ofMillis(200), server.port(), server.authorities(), Integer.MAX_VALUE);

        assertThat(calls).isPositive();
        assertThat(reviews).hasValue(calls);
    }

    @Test
    void itMakesOneAtLeast() {
        assertThat(check.callWithin(Duration.ZERO, server.port(), server.authorities(), 3))
                .isEqualTo(1);
    }

    @Test
    void itFailsWhereTheServerIsNotTrusted() throws GeneralSecurityException, IOException {
        try (HttpsServer other =
                new HttpsServer(new Routes(List.of(), List.of()), new FakeCluster(), Duration.ofMinutes(1))) {
            assertThatIllegalStateException().isThrownBy(() -> check.call(server.port(), other.authorities(), 1));
        }
    }
}
