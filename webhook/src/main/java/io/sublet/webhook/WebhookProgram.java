package io.sublet.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.webhook.certificate.CertificateIssuer;
import io.sublet.webhook.certificate.CertificateRules;
import io.sublet.webhook.certificate.CertificateSource;
import io.sublet.webhook.certificate.MountedCertificates;
import io.sublet.webhook.certificate.Names;
import io.sublet.webhook.certificate.ServingKeys;
import io.sublet.webhook.explain.PodQuestion;
import io.sublet.webhook.http.AdmissionServer;
import io.sublet.webhook.http.SelfCheck;
import io.sublet.webhook.kube.CertificateKeeper;
import io.sublet.webhook.kube.CertificateStore;
import io.sublet.webhook.kube.ClusterInformers;
import io.sublet.webhook.kube.PolicyInformers;
import io.sublet.webhook.kube.RegistrationMetrics;
import io.sublet.webhook.kube.WebhookRegistration;
import io.sublet.webhook.pod.PinMarking;
import io.sublet.webhook.pod.PodMutation;
import io.sublet.webhook.pod.PodValidation;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.registration.Reach;
import io.sublet.webhook.review.ReviewMetrics;
import io.sublet.webhook.review.Route;
import io.sublet.webhook.review.Routes;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Puts the parts together, starts them in order and stops them in the opposite one. */
@Singleton
public class WebhookProgram {
    private static final long LOOK_PAUSE_MILLIS = 50;

    private final MeterRegistry registry;
    private final ApiContact contact;
    private final ClusterInformers cluster;
    private final PolicyInformers policies;
    private final boolean watchesPolicies;
    private final AdmissionServer server;
    private final ServingKeys keys = new ServingKeys();
    private final WebhookRegistration registration;
    private final CertificateSource certificates;
    private final ServingLoop loop;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("certificates").factory());

    private @Nullable ScheduledFuture<?> turns;

    WebhookProgram(Vertx vertx, WebhookConfig config, MeterRegistry registry, KubernetesClient client) {
        this.registry = registry;
        this.watchesPolicies = config.watchPolicies();
        this.contact = new ApiContact(client.getMasterUrl().toString());
        this.policies =
                new PolicyInformers(client, contact, ConfigurationRoutes.configNamespace(config), config.configName());
        this.cluster = new ClusterInformers(client, contact, policies, config.reviewDeadline());
        PodValidation validation = new PodValidation(RuleLevels.of(
                config.podRulesDeny().orElse(List.of()),
                config.podRulesWarn().orElse(List.of()),
                config.podRulesOff().orElse(List.of())));
        PinMarking marking = new PinMarking(Set.copyOf(config.pinSchedulers().orElse(List.of())), config.pinEveryPod());
        IntSupplier draw = () -> ThreadLocalRandom.current().nextInt(100);
        List<Route> reviews = new ArrayList<>(List.of(
                new Route("/mutate-pod", new PodMutation(config.keepResources(), marking, draw)),
                new Route("/validate-pod", validation)));
        reviews.addAll(ConfigurationRoutes.of(config, client.getKubernetesSerialization()));
        Routes routes =
                new Routes(reviews, List.of(new PodQuestion(config.keepResources(), marking, draw, validation)));
        this.server = new AdmissionServer(
                vertx, keys, routes, cluster, new ReviewMetrics(registry, routes), config.reviewDeadline());
        this.registration = new WebhookRegistration(
                client,
                contact,
                config.configurationName(),
                () -> Reach.of(cluster.readProfiles()),
                new RegistrationMetrics(registry));
        this.certificates = certificates(client, config, keys);
        this.loop =
                new ServingLoop(certificates, registration, server, new SelfCheck(config.namespace()), contact, config);
    }

    private static CertificateSource certificates(KubernetesClient client, WebhookConfig config, ServingKeys keys) {
        if (config.certificateDirectory().isPresent()) {
            return new MountedCertificates(config.certificateDirectory().get(), keys);
        }
        Set<String> names = Names.ofService(
                config.serviceName(),
                config.namespace(),
                config.certificateNames().orElse(List.of()));
        return new CertificateKeeper(
                new CertificateStore(client, config.namespace(), config.secretName()),
                new CertificateRules(names, config.certificateOverlap()),
                new CertificateIssuer(names, config.authorityValidity(), config.certificateValidity()),
                keys);
    }

    void start(@Observes StartupEvent event) {
        gauges();
        cluster.start(this::look);
        if (watchesPolicies) {
            policies.start();
        }
        registration.start(this::look);
        turns = scheduler.scheduleWithFixedDelay(this::turn, 0, ServingLoop.TURN_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Something has changed: look soon, but not more often than the pause allows, whoever changes it back and forth. */
    private void look() {
        loop.changed();
        if (!looking.getAndSet(true)) {
            var ignored = scheduler.schedule(
                    () -> {
                        looking.set(false);
                        turn();
                    },
                    LOOK_PAUSE_MILLIS,
                    TimeUnit.MILLISECONDS);
        }
    }

    private void turn() {
        loop.turn(Instant.now(), cluster.isComplete() ? Optional.of(Reach.of(cluster.profiles())) : Optional.empty());
    }

    void drain(@Observes ShutdownDelayInitiatedEvent event) {
        server.drain();
    }

    void stop(@Observes ShutdownEvent event) {
        if (turns != null) {
            turns.cancel(true);
        }
        scheduler.shutdownNow();
        server.stop();
        registration.close();
        cluster.close();
        policies.close();
    }

    /** Whether reviews are answered as the profiles say. */
    boolean isReady() {
        return loop.isReady() && cluster.isComplete();
    }

    /** Why reviews are not answered so; empty if they are. */
    String obstacle() {
        if (isReady()) {
            return "";
        }
        return contact.trouble()
                .or(() -> Optional.of(loop.obstacle()).filter(sentence -> !sentence.isEmpty()))
                .orElse(cluster.isComplete() ? "starting" : "profiles are being read");
    }

    private boolean isTrusted() {
        return keys.current()
                .filter(serving -> serving.isTrustedBy(registration.published(), Instant.now()))
                .isPresent();
    }

    private void gauges() {
        Gauge.builder("sublet_webhook_cert_expiry_timestamp_seconds", keys, ServingKeys::expirySeconds)
                .description("When the serving certificate ends, in seconds since 1970; 0 while there is none")
                .register(registry);
        Gauge.builder("sublet_webhook_profiles", cluster, c -> c.profiles().size())
                .description("Profiles in effect")
                .register(registry);
        Gauge.builder(
                        "sublet_webhook_profiles_invalid",
                        cluster,
                        c -> c.invalidProfiles().size())
                .description("Profiles that cannot be used and apply to no pod")
                .register(registry);
        Gauge.builder("sublet_webhook_watching", cluster, c -> c.isWatching() ? 1 : 0)
                .description("1 while every watch is up, else profiles may be out of date")
                .register(registry);
        Gauge.builder(
                        "sublet_webhook_profiles_selecting_everything",
                        cluster,
                        c -> c.profiles().stream()
                                .filter(Reach::selectsEveryPod)
                                .count())
                .description("Profiles in effect without any selector, which apply to every new pod")
                .register(registry);
        Gauge.builder("sublet_webhook_ca_bundle_matches", this, program -> program.isTrusted() ? 1 : 0)
                .description("1 while every webhook of the configurations trusts the served certificate")
                .register(registry);
        Gauge.builder("sublet_webhook_certificate_stored", certificates, c -> c.isStored() ? 1 : 0)
                .description("1 while the certificates are where they come from, 0 while the last ones are served on")
                .register(registry);
        Gauge.builder("sublet_webhook_certificate_failures", loop, ServingLoop::failuresInARow)
                .description("Looks at the certificates that failed in a row")
                .register(registry);
    }
}
