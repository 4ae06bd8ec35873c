package io.sublet.webhook.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.model.reason.ReasonCode;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.certificate.CertificateBundle;
import io.sublet.webhook.certificate.CertificateIssuer;
import io.sublet.webhook.certificate.CertificateStep;
import io.sublet.webhook.certificate.ServingKeys;
import io.sublet.webhook.explain.PodQuestion;
import io.sublet.webhook.pod.PinMarking;
import io.sublet.webhook.pod.PodMutation;
import io.sublet.webhook.pod.PodValidation;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.ReviewMetrics;
import io.sublet.webhook.review.Route;
import io.sublet.webhook.review.Routes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Over a real TLS connection. */
class AdmissionServerTest {
    private static final String REVIEW = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"u-1","operation":"CREATE",
             "namespace":"slow","name":"p","kind":{"kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
             "object":{"metadata":{},"spec":{"containers":[]}}}}""";
    private static final Vertx VERTX = Vertx.vertx();
    private static final CountDownLatch RELEASED = new CountDownLatch(1);
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static HttpClient client;
    private static int port;
    private static int hastyPort;

    /** Does not answer before the tests are over. */
    private static final class SlowCluster extends FakeCluster {
        @Override
        public List<Profile> profiles() {
            try {
                RELEASED.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        }
    }

    private enum Flaw implements ReasonCode {
        Ugly;

        @Override
        public String sentence() {
            return "ugly";
        }
    }

    @BeforeAll
    static void start() throws GeneralSecurityException, IOException, ExecutionException, InterruptedException {
        ServingKeys keys = new ServingKeys();
        CertificateBundle bundle = new CertificateIssuer(Set.of("127.0.0.1"), Duration.ofDays(1), Duration.ofDays(1))
                .carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), Instant.now());
        keys.serve(bundle.serving());
        X509Certificate authority = bundle.signer().certificate();
        port = listen(keys, Duration.ofSeconds(30));
        hastyPort = listen(keys, Duration.ofSeconds(2));
        client = HttpClient.newBuilder()
                .sslContext(trusting(authority))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    private static int listen(ServingKeys keys, Duration deadline) throws ExecutionException, InterruptedException {
        Routes routes = new Routes(
                List.of(
                        new Route("/mutate-pod", new PodMutation(false, PinMarking.OFF, () -> 0)),
                        new Route("/fails", (review, cluster) -> {
                            throw new IllegalStateException("a bug");
                        }),
                        new Route(
                                "/refuses",
                                (review, cluster) -> Answer.of(
                                        review, List.of(Finding.deny(Flaw.Ugly, "spec.face", "must be fair"))))),
                List.of(new PodQuestion(false, PinMarking.OFF, () -> 0, new PodValidation(RuleLevels.NORMAL))));
        return new AdmissionServer(VERTX, keys, routes, new SlowCluster(), new ReviewMetrics(METERS, routes), deadline)
                .start("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    @AfterAll
    static void stop() {
        RELEASED.countDown();
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    private static SSLContext trusting(X509Certificate authority) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String call(int port, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response =
                client.sendAsync(request, BodyHandlers.ofString()).join();
        return response.statusCode() + " " + response.body();
    }

    private static String post(String body) {
        return call(port, "POST", "/mutate-pod", body);
    }

    @Test
    void whatIsNoReviewGetsAReasonAndFourHundred() {
        assertThat(post("{")).startsWith("400 not JSON");
        assertThat(post("{}")).startsWith("400 not an AdmissionReview");
        assertThat(post("")).startsWith("400 ");
        assertThat(reviews("mutate-pod", "malformed")).isEqualTo(3);
    }

    private static double reviews(String route, String result) {
        return METERS.counter("sublet_webhook_reviews", "route", route, "result", result)
                .count();
    }

    @RepeatedTest(20)
    void otherPathsAndMethodsAreRefused() {
        assertThat(call(port, "POST", "/", "{}")).startsWith("404");
        assertThat(call(port, "GET", "/mutate-pod", "")).startsWith("405");
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        assertThat(post(" ".repeat((8 << 20) + 1))).startsWith("413");
    }

    @Test
    void aReviewThatTakesTooLongLetsThePodThroughUnchanged() {
        post("warms up");
        String answer = call(hastyPort, "POST", "/mutate-pod", REVIEW);

        assertThat(answer).startsWith("200").contains("\"allowed\":true").contains("took too long");
        assertThat(answer).doesNotContain("patch");
        assertThat(reviews("mutate-pod", "failed_open")).isEqualTo(1);
    }

    @Test
    void aReviewerThatFailsLetsTheRequestThroughAndIsCounted() {
        String answer = call(port, "POST", "/fails", REVIEW);

        assertThat(answer).startsWith("200").contains("\"allowed\":true").contains("the webhook failed");
        assertThat(reviews("fails", "failed_open")).isEqualTo(1);
    }

    @Test
    void aQuestionIsAnsweredAndHowToAskIsTold() {
        String pod = "{kind: Pod, metadata: {labels: {koordinator.sh/qosClass: BE}}, spec: {priority: 9500}}";
        String asked =
                call(port, "POST", "/explain/pod?operation=UPDATE", "object: " + pod + "\noldObject: {spec: {}}");

        assertThat(asked).startsWith("200 {").contains("\"rule\" : \"ForbiddenPair\"");
        assertThat(call(port, "GET", "/explain/pod", "")).startsWith("405 POST a Pod");
        assertThat(call(port, "POST", "/explain/pod", "a: [")).startsWith("400 the body is neither JSON nor YAML");
        assertThat(call(port, "POST", "/explain/pod?wat=1", pod)).startsWith("400 there is no parameter 'wat'");
        assertThat(call(port, "POST", "/explain/pod", " ".repeat((3 << 20) + 1)))
                .startsWith("413");
    }

    @Test
    void aRefusalNamesTheFieldAndIsCounted() {
        String answer = call(port, "POST", "/refuses", REVIEW);

        assertThat(answer)
                .startsWith("200")
                .contains("\"allowed\":false")
                .contains("\"code\":422")
                .contains("spec.face: must be fair")
                .contains("\"field\":\"spec.face\"")
                .contains("\"decision\":\"Ugly: ");
        assertThat(reviews("refuses", "denied")).isEqualTo(1);
        assertThat(METERS.counter("sublet_webhook_decisions", "route", "refuses", "reason", "Ugly")
                        .count())
                .isEqualTo(1);
    }
}
