package io.sublet.webhook;

import io.sublet.webhook.http.AdmissionServer;
import io.sublet.webhook.http.SelfCheck;
import io.sublet.webhook.kube.CertificateKeeper;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * The order in which the webhook comes up and stays up: certificates, server, warm-up by own calls, and only then the
 * publication that makes API servers call. Run by one thread, turn after turn; a turn that fails is tried again.
 */
final class ServingLoop {
    static final long TURN_MILLIS = 500;

    private static final Logger log = Logger.getLogger(ServingLoop.class);

    /** Enough for the paths of a handshake and a review to be compiled by the first compiler. */
    private static final int WARM_UP_CALLS = 250;

    private final CertificateKeeper keeper;
    private final AdmissionServer server;
    private final SelfCheck check;
    private final WebhookConfig config;

    private Instant nextLook = Instant.MIN;
    private int port = -1;
    private String checked = "";
    private boolean warm;
    private boolean missedRegistration;
    private volatile boolean ready;
    private final AtomicInteger failures = new AtomicInteger();

    ServingLoop(CertificateKeeper keeper, AdmissionServer server, SelfCheck check, WebhookConfig config) {
        this.keeper = keeper;
        this.server = server;
        this.check = check;
        this.config = config;
    }

    /**
     * One turn; does nothing before the next look is due.
     *
     * @param profilesKnown whether reviews can be decided, so that the warm-up takes their whole path
     */
    void turn(Instant now, boolean profilesKnown) {
        if (now.isBefore(nextLook)) {
            return;
        }
        try {
            if (look(now, profilesKnown)) {
                nextLook = now.plus(config.certificateCheck());
            }
            failures.set(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            int inARow = failures.incrementAndGet();
            long pause = Math.min(config.certificateCheck().toMillis(), TURN_MILLIS << Math.min(inARow, 6));
            nextLook = now.plusMillis(pause);
            log.warnf(e, "Looking after the certificates failed and is tried again failures=%d", inARow);
        }
    }

    /** Whether there is nothing more to do for now. */
    private boolean look(Instant now, boolean profilesKnown) throws InterruptedException {
        Optional<String> authorities = keeper.keep(now);
        if (authorities.isEmpty()) {
            return false;
        }
        if (port < 0) {
            port = listen();
        }
        if (!warm && !profilesKnown) {
            return false;
        }
        if (!warm || !checked.equals(authorities.get())) {
            check.call(port, authorities.get(), warm ? 1 : WARM_UP_CALLS);
            checked = authorities.get();
            if (!warm) {
                log.infof("Webhook serves port=%d", port);
            }
            warm = true;
        }
        ready = true;
        boolean registered = keeper.publish(authorities.get());
        if (!registered && !missedRegistration) {
            log.warnf("There is no webhook configuration, so no API server calls name=%s", config.configurationName());
        }
        missedRegistration = !registered;
        return registered;
    }

    private int listen() throws InterruptedException {
        try {
            return server.start(config.listenHost(), config.listenPort())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot listen on " + config.listenHost() + ":" + config.listenPort(), e.getCause());
        }
    }

    boolean isReady() {
        return ready;
    }

    int failuresInARow() {
        return failures.get();
    }
}
