package io.sublet.webhook.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.protocol.Annotations;
import io.sublet.testing.RealApiServer;
import io.sublet.webhook.FakeCluster;
import io.sublet.webhook.certificate.CannotServe;
import io.sublet.webhook.certificate.CertificateIssuer;
import io.sublet.webhook.certificate.CertificateRules;
import io.sublet.webhook.certificate.Names;
import io.sublet.webhook.certificate.ServingKeys;
import io.sublet.webhook.http.AdmissionServer;
import io.sublet.webhook.http.SelfCheck;
import io.sublet.webhook.pod.PinMarking;
import io.sublet.webhook.pod.PodMutation;
import io.sublet.webhook.registration.Reach;
import io.sublet.webhook.review.ReviewMetrics;
import io.sublet.webhook.review.Route;
import io.sublet.webhook.review.Routes;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Certificates of running replicas in a real API server's Secret and webhook configuration. */
class CertificatesIT {
    private static final String NAMESPACE = "sublet-system";
    private static final Set<String> NAMES = Names.ofService("sublet-webhook", NAMESPACE, List.of("127.0.0.1"));
    private static final Duration LIFE = Duration.ofDays(30);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private RealApiServer server;
    private KubernetesClient client;

    /** Keeps certificates as one replica does; the overlap is over at once, for the test says when. */
    private CertificateKeeper keeper(ServingKeys keys) {
        return new CertificateKeeper(
                new CertificateStore(client, NAMESPACE, "sublet-webhook-certs"),
                new CertificateRules(NAMES, Duration.ZERO),
                new CertificateIssuer(NAMES, LIFE, LIFE),
                keys);
    }

    /** Of a running replica, which has looked at the configurations. */
    private WebhookRegistration registration() {
        WebhookRegistration registration = new WebhookRegistration(
                client, new ApiContact("test"), "sublet-webhook", () -> Reach.NOTHING, new RegistrationMetrics(meters));
        registration.start(() -> {});
        await().until(registration::isKnown);
        return registration;
    }

    private double writes(RegistrationMetrics.Cause cause) {
        return meters.counter(
                        "sublet_webhook_registration_writes",
                        "cause",
                        cause.name().toLowerCase(Locale.ROOT))
                .count();
    }

    private AdmissionServer admission(ServingKeys keys) {
        Routes routes = new Routes(
                List.of(new Route("/mutate-pod", new PodMutation(false, PinMarking.OFF, () -> 0))), List.of());
        ReviewMetrics metrics = new ReviewMetrics(new SimpleMeterRegistry(), routes);
        return new AdmissionServer(vertx, keys, routes, new FakeCluster(), metrics, Duration.ofSeconds(1));
    }

    @BeforeEach
    void start() {
        server = RealApiServer.start();
        client = server.client();
        server.createNamespace(NAMESPACE, Map.of());
        createSecret();
    }

    private void createSecret() {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("sublet-webhook-certs")
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        server.close();
    }

    /** Fails closed, so that every call that the API server could not make is seen. */
    private void register(int port) {
        client.resource(new MutatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("sublet-webhook")
                        .endMetadata()
                        .addNewWebhook()
                        .withName("pods.webhook.sublet.io")
                        .withAdmissionReviewVersions("v1")
                        .withSideEffects("None")
                        .withFailurePolicy("Fail")
                        .withNewClientConfig()
                        .withUrl("https://127.0.0.1:" + port + "/mutate-pod")
                        .endClientConfig()
                        .addNewRule()
                        .withApiGroups("")
                        .withApiVersions("v1")
                        .withOperations("CREATE")
                        .withResources("pods")
                        .endRule()
                        .endWebhook()
                        .build())
                .create();
    }

    /** Creates a pod, dry-run; the webhook removes a stale annotation, which proves that it was asked. */
    private boolean webhookAnswers() {
        return "{}"
                .equals(client.resource(new PodBuilder()
                                .withNewMetadata()
                                .withGenerateName("p-")
                                .withNamespace("default")
                                .addToAnnotations(Annotations.EXTENDED_RESOURCE_SPEC, "stale")
                                .endMetadata()
                                .withNewSpec()
                                .addNewContainer()
                                .withName("c")
                                .withImage("i")
                                .endContainer()
                                .endSpec()
                                .build())
                        .dryRun()
                        .create()
                        .getMetadata()
                        .getAnnotations()
                        .get(Annotations.EXTENDED_RESOURCE_SPEC));
    }

    @Test
    void replicasThatStartTogetherAgreeOnOneSecret() {
        List<ServingKeys> replicas = List.of(new ServingKeys(), new ServingKeys(), new ServingKeys());
        Instant now = Instant.now();
        List<CompletableFuture<String>> published = new ArrayList<>();
        for (ServingKeys keys : replicas) {
            published.add(CompletableFuture.supplyAsync(() -> {
                CertificateKeeper keeper = keeper(keys);
                Optional<String> authorities = keeper.look(now, Set.of());
                while (authorities.isEmpty()) {
                    authorities = keeper.look(now, Set.of());
                }
                return authorities.get();
            }));
        }
        Set<String> bundles = Set.copyOf(
                published.stream().map(CompletableFuture::join).distinct().toList());

        assertThat(bundles).hasSize(1);
        assertThat(replicas.stream().map(ServingKeys::current).distinct()).hasSize(1);
    }

    @Test
    void aWholeRotationRefusesNoCall() throws ExecutionException, InterruptedException {
        Instant now = Instant.now();
        Instant past = now.minus(LIFE.multipliedBy(3).dividedBy(4)); // so that by now two thirds are over
        ServingKeys keys = new ServingKeys();
        CertificateKeeper keeper = keeper(keys);
        AdmissionServer admission = admission(keys);
        String first = keeper.look(past, Set.of()).orElseThrow();
        int port = admission
                .start("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        register(port);
        WebhookRegistration registration = registration();
        await().until(registration::exists);
        registration.keep(Optional.of(first), Optional.empty());
        AtomicInteger answered = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                assertThat(webhookAnswers()).isTrue();
                answered.incrementAndGet();
            }
        });
        Set<String> bundles = new LinkedHashSet<>();
        Set<Object> served = new LinkedHashSet<>();
        for (int i = 0; i < 8; i++) {
            String bundle =
                    keeper.look(now.plusSeconds(i), registration.published()).orElseThrow();
            new SelfCheck("default").call(port, bundle, 1);
            registration.keep(Optional.of(bundle), Optional.empty());
            bundles.add(bundle);
            served.add(keys.current());
            int seen = answered.get();
            await().until(() -> load.isDone() || answered.get() > seen + 20);
        }
        over.set(true);
        load.join();

        assertThat(bundles)
                .as("old alone, both, both in the other order, new alone")
                .hasSizeBetween(3, 4);
        assertThat(bundles).last().isNotEqualTo(first);
        assertThat(served).as("before and after").hasSizeGreaterThan(1);
        registration.close();
        admission.stop().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void onlyTheCaBundleOfTheConfigurationsIsWritten() {
        register(1);
        registerValidating();
        MutatingWebhookConfiguration before = mutating().require();
        try (WebhookRegistration registration = registration()) {
            assertThat(registration.exists()).isTrue();
            assertThat(registration.keep(keeper(new ServingKeys()).look(Instant.now(), Set.of()), Optional.empty()))
                    .isTrue();
        }
        MutatingWebhookConfiguration after = mutating().require();

        assertThat(after.getWebhooks().getFirst().getClientConfig().getCaBundle())
                .isNotEmpty();
        assertThat(validating().require().getWebhooks())
                .hasSize(2)
                .allSatisfy(webhook -> assertThat(webhook.getClientConfig().getCaBundle())
                        .isEqualTo(
                                after.getWebhooks().getFirst().getClientConfig().getCaBundle()));
        after.getWebhooks().getFirst().getClientConfig().setCaBundle(null);
        before.getWebhooks().getFirst().getClientConfig().setCaBundle(null);
        assertThat(after.getWebhooks()).isEqualTo(before.getWebhooks());
        assertThat(writes(RegistrationMetrics.Cause.CERTIFICATES)).isEqualTo(2);
    }

    @Test
    void aBundleThatSomebodyOverwritesIsPutBack() {
        register(1);
        registerValidating();
        Optional<String> authorities = keeper(new ServingKeys()).look(Instant.now(), Set.of());
        try (WebhookRegistration registration = registration()) {
            registration.keep(authorities, Optional.empty());
            String right = validating()
                    .require()
                    .getWebhooks()
                    .get(1)
                    .getClientConfig()
                    .getCaBundle();
            validating()
                    .edit(configuration -> new ValidatingWebhookConfigurationBuilder(configuration)
                            .editWebhook(1)
                            .editClientConfig()
                            .withCaBundle("Z2FyYmFnZQ==")
                            .endClientConfig()
                            .endWebhook()
                            .build());
            await("the watch to tell").until(() -> registration.published().isEmpty());
            registration.keep(authorities, Optional.empty());

            assertThat(validating()
                            .require()
                            .getWebhooks()
                            .get(1)
                            .getClientConfig()
                            .getCaBundle())
                    .isEqualTo(right);
            assertThat(writes(RegistrationMetrics.Cause.OVERWRITTEN)).isEqualTo(1);
            assertThat(registration.keep(authorities, Optional.empty())).isTrue();
            assertThat(writes(RegistrationMetrics.Cause.OVERWRITTEN)).isEqualTo(1);
        }
    }

    /** Each has seen the same version; one writes, the other finds out and looks again. */
    @Test
    void twoReplicasDoNotUndoEachOther() {
        register(1);
        Optional<String> authorities = keeper(new ServingKeys()).look(Instant.now(), Set.of());
        try (WebhookRegistration one = registration();
                WebhookRegistration other = registration()) {
            mutating()
                    .edit(configuration -> new MutatingWebhookConfigurationBuilder(configuration)
                            .editMetadata()
                            .addToLabels("seen", "by-nobody-yet")
                            .endMetadata()
                            .build());
            await().until(() -> one.keep(authorities, Optional.empty()) && other.keep(authorities, Optional.empty()));
        }
        assertThat(mutating().require().getMetadata().getLabels()).containsKey("seen");
        assertThat(writes(RegistrationMetrics.Cause.CERTIFICATES)).isEqualTo(1);
        assertThat(writes(RegistrationMetrics.Cause.OVERWRITTEN)).isZero();
    }

    @Test
    void aSecretThatIsLostOrSpoiledIsFilledAgainWithWhatIsServed() {
        ServingKeys keys = new ServingKeys();
        CertificateKeeper keeper = keeper(keys);
        Optional<String> authorities = keeper.look(Instant.now(), Set.of());
        Optional<?> served = keys.current();
        client.secrets()
                .inNamespace(NAMESPACE)
                .withName("sublet-webhook-certs")
                .edit(secret -> new SecretBuilder(secret)
                        .addToData("tls.crt", "Z2FyYmFnZQ==")
                        .removeFromData("ca.key")
                        .build());
        assertThat(keeper.look(Instant.now(), Set.of())).isEqualTo(authorities);
        assertThat(keys.current()).isEqualTo(served);
        assertThat(keeper(new ServingKeys()).look(Instant.now(), Set.of()))
                .as("another replica finds it whole")
                .isEqualTo(authorities);

        client.secrets().inNamespace(NAMESPACE).withName("sublet-webhook-certs").delete();
        assertThat(keeper.look(Instant.now(), Set.of())).isEqualTo(authorities);
        assertThat(keeper.isStored()).isFalse();
        assertThatThrownBy(() -> keeper(new ServingKeys()).look(Instant.now(), Set.of()))
                .isInstanceOf(CannotServe.class)
                .hasMessageStartingWith("there is no Secret " + NAMESPACE + "/sublet-webhook-certs ");

        createSecret();
        assertThat(keeper.look(Instant.now(), Set.of())).isEqualTo(authorities);
        assertThat(keeper.isStored()).isTrue();
        assertThat(keeper(new ServingKeys()).look(Instant.now(), Set.of())).isEqualTo(authorities);
    }

    private Resource<MutatingWebhookConfiguration> mutating() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("sublet-webhook");
    }

    private Resource<ValidatingWebhookConfiguration> validating() {
        return client.admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .withName("sublet-webhook");
    }

    private void registerValidating() {
        ValidatingWebhookConfigurationBuilder configuration = new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("sublet-webhook")
                .endMetadata();
        for (String name : List.of("one.webhook.sublet.io", "two.webhook.sublet.io")) {
            configuration
                    .addNewWebhook()
                    .withName(name)
                    .withAdmissionReviewVersions("v1")
                    .withSideEffects("None")
                    .withFailurePolicy("Ignore")
                    .withNewClientConfig()
                    .withUrl("https://127.0.0.1:1/validate")
                    .endClientConfig()
                    .addNewRule()
                    .withApiGroups("")
                    .withApiVersions("v1")
                    .withOperations("CREATE")
                    .withResources("configmaps")
                    .endRule()
                    .endWebhook();
        }
        client.resource(configuration.build()).create();
    }
}
