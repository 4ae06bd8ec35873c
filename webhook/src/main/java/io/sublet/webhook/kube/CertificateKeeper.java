package io.sublet.webhook.kube;

import io.sublet.webhook.certificate.CertificateBundle;
import io.sublet.webhook.certificate.CertificateIssuer;
import io.sublet.webhook.certificate.CertificateRules;
import io.sublet.webhook.certificate.CertificateSecret;
import io.sublet.webhook.certificate.CertificateStep;
import io.sublet.webhook.certificate.ServingKeys;
import io.sublet.webhook.kube.CertificateStore.Stored;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps the stored, the served and the published certificates in step. Every replica runs it; who writes first decides, the
 * others take over what was written. Called by one thread.
 */
public final class CertificateKeeper {
    private static final Logger log = Logger.getLogger(CertificateKeeper.class);

    private final CertificateStore store;
    private final WebhookRegistration registration;
    private final CertificateRules rules;
    private final CertificateIssuer issuer;
    private final ServingKeys keys;

    public CertificateKeeper(
            CertificateStore store,
            WebhookRegistration registration,
            CertificateRules rules,
            CertificateIssuer issuer,
            ServingKeys keys) {
        this.store = store;
        this.registration = registration;
        this.rules = rules;
        this.issuer = issuer;
        this.keys = keys;
    }

    /**
     * Takes at most one step, and serves what is stored then.
     *
     * @return the authorities to publish as PEM; empty if another replica was faster, then ask again
     * @throws IllegalStateException if there is no Secret
     */
    public Optional<String> keep(Instant now) {
        Stored stored = store.read()
                .orElseThrow(() -> new IllegalStateException("the Secret for the certificates does not exist"));
        Set<X509Certificate> published = registration.published();
        CertificateStep step = rules.decide(stored.bundle(), published, now);
        Optional<CertificateBundle> bundle = stored.bundle().valid();
        if (!(step instanceof CertificateStep.Keep)) {
            CertificateBundle next = issuer.carryOut(step, bundle, now);
            if (!store.write(next, stored)) {
                log.infof("Another replica wrote the certificates first step=%s", step);
                return Optional.empty();
            }
            log.infof("Certificates changed step=%s serving=%s", step, next.serving());
            bundle = Optional.of(next);
        }
        keys.serve(bundle.orElseThrow().serving());
        return Optional.of(CertificateSecret.pem(bundle.orElseThrow().trusted()));
    }

    /** Publishes authorities; to be called only while the server serves. Says whether the configuration exists. */
    public boolean publish(String authorities) {
        return registration.publish(authorities);
    }
}
