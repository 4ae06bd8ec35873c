package io.sublet.webhook;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.webhook.certificate.CannotServe;
import io.sublet.webhook.certificate.CertificateSource;
import io.sublet.webhook.http.AdmissionServer;
import io.sublet.webhook.http.SelfCheck;
import io.sublet.webhook.kube.WebhookRegistration;
import io.sublet.webhook.registration.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The order in which the webhook comes up and stays up: certificates, server, warm-up by own calls, and only then the
 * registration that makes API servers call. Run by one thread, turn after turn; a turn that fails is tried again.
 */
final class ServingLoop {
    static final long TURN_MILLIS = 500;

    private static final String CERTIFICATES = "looking after certificates and registration";

    private static final Logger log = Logger.getLogger(ServingLoop.class);

    /** Enough for the paths of a handshake and a review to be compiled by the first compiler. */
    private static final int WARM_UP_CALLS = 250;
    /** On a machine that has no time for so many, a webhook that is slow at first is better than none. */
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(10);

    private final CertificateSource certificates;
    private final WebhookRegistration registration;
    private final AdmissionServer server;
    private final SelfCheck check;
    private final ApiContact contact;
    private final WebhookConfig config;

    private Instant nextLook = Instant.MIN;
    private int port = -1;
    private String checked = "";
    private boolean warm;
    private boolean missedRegistration;
    private volatile boolean changed;
    private volatile boolean ready;
    private volatile String obstacle = "";
    private final AtomicInteger failures = new AtomicInteger();

    ServingLoop(
            CertificateSource certificates,
            WebhookRegistration registration,
            AdmissionServer server,
            SelfCheck check,
            ApiContact contact,
            WebhookConfig config) {
        this.certificates = certificates;
        this.registration = registration;
        this.server = server;
        this.check = check;
        this.contact = contact;
        this.config = config;
    }

    /** From any thread: profiles or webhook configurations have changed, so that the next turn looks at everything. */
    void changed() {
        changed = true;
    }

    /**
     * One turn; does nothing before the next look is due, unless something has changed.
     *
     * @param reach what profiles can select; empty while that is not known, and so neither is what reviews would answer
     */
    void turn(Instant now, Optional<Reach> reach) {
        if (now.isBefore(nextLook) && !changed) {
            return;
        }
        changed = false;
        try {
            if (look(now, reach)) {
                nextLook = now.plus(config.certificateCheck());
            }
            failures.set(0);
            obstacle = "";
            contact.worked(CERTIFICATES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KubernetesClientException e) {
            postpone(now);
            contact.failed(CERTIFICATES, e);
        } catch (CannotServe e) {
            postpone(now);
            contact.worked(CERTIFICATES);
            say(e.sentence());
        } catch (RuntimeException e) {
            log.warnf(e, "Looking after the certificates failed and is tried again failures=%d", postpone(now));
        }
    }

    /** Once for each that is new; readiness says it as long as it holds. */
    private void say(String sentence) {
        if (!sentence.equals(obstacle)) {
            log.warnf("Nothing is served yet, and it is tried again: %s", sentence);
        }
        obstacle = sentence;
    }

    /** Tries again later the more often it has failed, which it returns. */
    private int postpone(Instant now) {
        int inARow = failures.incrementAndGet();
        long pause = Math.min(config.certificateCheck().toMillis(), TURN_MILLIS << Math.min(inARow, 6));
        nextLook = now.plusMillis(pause);
        return inARow;
    }

    /** Whether there is nothing more to do for now. */
    private boolean look(Instant now, Optional<Reach> reach) throws InterruptedException {
        if (!registration.isKnown()) {
            return false;
        }
        Optional<String> authorities = certificates.look(now, registration.published());
        if (authorities.isEmpty()) {
            return false;
        }
        if (port < 0) {
            port = listen();
        }
        if (!warm && reach.isEmpty()) {
            return false;
        }
        if (!warm || !checked.equals(authorities.get())) {
            int calls = check.callWithin(WARM_UP_LIMIT, port, authorities.get(), warm ? 1 : WARM_UP_CALLS);
            checked = authorities.get();
            if (!warm) {
                log.infof("Webhook serves port=%d warmUpCalls=%d", port, calls);
            }
            warm = true;
        }
        ready = true;
        return register(authorities.get(), reach);
    }

    private boolean register(String authorities, Optional<Reach> reach) {
        boolean exists = registration.exists();
        if (!exists && !missedRegistration) {
            log.warnf("There is no webhook configuration, so no API server calls name=%s", config.configurationName());
        }
        missedRegistration = !exists;
        return registration.keep(certificates.publishes() ? Optional.of(authorities) : Optional.empty(), reach);
    }

    private int listen() throws InterruptedException {
        try {
            return server.start(config.listenHost(), config.listenPort())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new CannotServe("cannot listen on " + config.listenHost() + ":" + config.listenPort() + ": "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage()
                    + "; listen-host and listen-port say where");
        }
    }

    boolean isReady() {
        return ready;
    }

    /** What somebody has to put right before anything is served, in one sentence; empty if that is not why. */
    String obstacle() {
        return obstacle;
    }

    int failuresInARow() {
        return failures.get();
    }
}
