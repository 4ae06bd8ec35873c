package io.sublet.crds.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sublet.testing.LoopbackApi;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the failures of the real client. */
class ApiContactTest {
    private final List<LogRecord> lines = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final ApiContact contact = new ApiContact("https://10.0.0.1:6443", nanos::get);
    private final Logger logger = Logger.getLogger(ApiContact.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(handler);
    }

    /** What the client makes of asking there. */
    private static Throwable failure(String address) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(address)
                .withRequestRetryBackoffLimit(0)
                .withConnectionTimeout(60_000)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            return catchThrowable(() -> client.nodes().list());
        }
    }

    private static String sentence(String address) {
        return ApiTrouble.of(address, failure(address)).sentence();
    }

    private static String closedPort() throws IOException {
        try (LoopbackApi api = new LoopbackApi()) {
            return api.address();
        }
    }

    @Test
    void aPortWithoutAServerIsNamed() throws IOException {
        String address = closedPort();

        assertThat(sentence(address))
                .isEqualTo("no answer from the API server at " + address
                        + ": the connection is refused; is it running, and is the address right?");
    }

    @Test
    void aNameThatDoesNotResolveIsNamed() {
        assertThat(sentence("https://sublet.invalid:6443"))
                .isEqualTo(
                        "no answer from the API server at https://sublet.invalid:6443: its name cannot be resolved; look at"
                                + " the address in the kubeconfig and at the DNS");
    }

    @Test
    void aProgramWithoutAnyConfigurationIsToldHowToGetOne() {
        assertThat(ApiTrouble.of(
                                "https://kubernetes.default.svc/",
                                new IOException(new UnknownHostException("kubernetes.default.svc")))
                        .sentence())
                .contains("outside of a pod, set KUBECONFIG to a file that is there");
    }

    @Test
    void aCertificateThatIsNotTrustedIsNamed() {
        Throwable failure = new IOException(new SSLHandshakeException("PKIX path building\nfailed"));

        assertThat(ApiTrouble.of("https://10.0.0.1:6443", failure).sentence())
                .isEqualTo("no answer from the API server at https://10.0.0.1:6443: its certificate or protocol is not"
                        + " accepted, PKIX path building failed; look at the certificate authority in the kubeconfig");
    }

    @Test
    void credentialsThatAreNotAcceptedAreNamed() throws IOException {
        try (LoopbackApi api = new LoopbackApi()) {
            api.reply(
                    "/", 401, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"code\":401,\"message\":\"Unauthorized\"}");

            assertThat(sentence(api.address()))
                    .isEqualTo(
                            "the API server at " + api.address() + " answers 401, Unauthorized: it does not accept the"
                                    + " credentials; is the token of the kubeconfig or of the service account expired or of another"
                                    + " cluster?");
        }
    }

    @Test
    void manyThatFailAlikeAreOneLineAndAgainOneAfterAWhile() throws IOException {
        Throwable refused = failure(closedPort());
        for (String tried : List.of("watching nodes", "watching pods", "watching nodes")) {
            contact.failed(tried, refused);
        }
        nanos.addAndGet(9_000_000_000L);
        contact.failed("watching pods", refused);
        assertThat(lines).hasSize(1);

        nanos.addAndGet(1_000_000_000L);
        contact.failed("watching pods", refused);
        assertThat(lines).hasSize(2).allSatisfy(line -> {
            assertThat(line.getThrown()).isNull();
            assertThat(line.getMessage()).contains("is refused").doesNotContain("\n");
        });
    }

    @Test
    void itIsSaidOnceThatAllWorksAgain() {
        contact.failed("watching nodes", new ApiTrouble("away"));
        contact.failed("watching pods", new ApiTrouble("away"));
        contact.worked("watching nodes");
        assertThat(contact.trouble()).contains("watching pods: away");
        assertThat(lines).hasSize(1);

        contact.worked("watching pods");
        contact.worked("watching pods");
        assertThat(contact.trouble()).isEmpty();
        assertThat(lines).hasSize(2);
    }
}
