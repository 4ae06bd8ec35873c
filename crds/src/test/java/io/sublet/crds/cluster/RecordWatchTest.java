package io.sublet.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.sublet.testing.LoopbackApi;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordWatchTest {
    private static final String NODES = "/api/v1/nodes";

    private final CountDownLatch atTheLast = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private LoopbackApi api;
    private ApiContact contact;
    private RecordWatch<Node> watch;

    @BeforeEach
    void serve() throws IOException {
        api = new LoopbackApi();
        contact = new ApiContact(api.address());
        use(node -> known.add(name(node)));
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        watch.close();
        api.close();
    }

    private void use(Consumer<Node> seen) {
        watch = new RecordWatch<>(
                new RecordWatch.Source<>("nodes", api.client().nodes(), Node::new),
                contact,
                seen,
                gone -> known.remove(name(gone)));
    }

    private static String name(Node node) {
        return node.getMetadata().getName();
    }

    private void list(int nodes, String... events) {
        api.list(
                NODES, "Node", IntStream.range(0, nodes).mapToObj(i -> "n-" + i).toList(), List.of(events));
    }

    @Test
    void itIsNotFilledBeforeTheLastObjectHasBeenHandedOn() throws Exception {
        list(20);
        AtomicInteger seen = new AtomicInteger();
        use(node -> {
            if (seen.incrementAndGet() == 20) {
                atTheLast.countDown();
                awaitUninterruptibly(goOn);
            }
        });

        watch.start();

        assertThat(atTheLast.await(60, TimeUnit.SECONDS)).isTrue();
        await().until(() -> watch.size() == 20);
        assertThat(watch.filled()).isNotDone();
        assertThat(watch.isFilled()).isFalse();
        goOn.countDown();
        watch.filled().get(60, TimeUnit.SECONDS);
        assertThat(watch.isFilled()).isTrue();
    }

    @Test
    void ofNothingItIsFilledAtOnce() throws Exception {
        list(0);

        watch.start();
        watch.filled().get(60, TimeUnit.SECONDS);
    }

    @Test
    void beforeItIsStartedItIsNotFilled() {
        assertThat(watch.isFilled()).isFalse();
        assertThat(watch.isWatching()).isFalse();
    }

    @Test
    void whatComesAndGoesRightAfterTheListIsTakenInToo() throws Exception {
        list(
                3,
                LoopbackApi.event("DELETED", "Node", "n-1"),
                LoopbackApi.event("ADDED", "Node", "late"),
                LoopbackApi.event("ADDED", "Node", "short"),
                LoopbackApi.event("DELETED", "Node", "short"));

        watch.start();
        watch.filled().get(60, TimeUnit.SECONDS);

        await().untilAsserted(() -> assertThat(known).containsExactlyInAnyOrder("n-0", "n-2", "late"));
    }

    @Test
    void anObjectThatIsNotUnderstoodHoldsUpNoOther() throws Exception {
        list(3);
        AtomicInteger seen = new AtomicInteger();
        use(node -> {
            seen.incrementAndGet();
            throw new IllegalStateException("a bug");
        });

        watch.start();
        watch.filled().get(60, TimeUnit.SECONDS);

        assertThat(seen).hasValue(3);
    }

    @Test
    void whatKeepsItFromBeginningIsSaidUntilItBegins() {
        api.reply(
                NODES,
                403,
                "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":403,\"message\":\"nodes is forbidden: no\\nright\"}");
        watch.start();

        await().untilAsserted(() -> assertThat(contact.trouble())
                .contains("watching nodes: the API server at " + api.address()
                        + " answers 403, nodes is forbidden: no right: a right is missing; look at the roles and bindings of"
                        + " this account"));
        assertThat(watch.filled()).isNotDone();

        api.remove(NODES);
        list(2);

        await().until(watch::isFilled);
        assertThat(contact.trouble()).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
