package io.sublet.webhook.kube;

import io.sublet.webhook.certificate.CannotServe;
import io.sublet.webhook.certificate.CertificateBundle;
import io.sublet.webhook.certificate.CertificateIssuer;
import io.sublet.webhook.certificate.CertificateRules;
import io.sublet.webhook.certificate.CertificateSecret;
import io.sublet.webhook.certificate.CertificateSource;
import io.sublet.webhook.certificate.CertificateStep;
import io.sublet.webhook.certificate.ServingKeys;
import io.sublet.webhook.kube.CertificateStore.Stored;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Keeps the stored and the served certificates in step. Every replica runs it; who writes first decides, the others take
 * over what was written. What was taken over is remembered: if the Secret is deleted or spoiled, this replica goes on with
 * it, and stores it again as soon as there is a Secret.
 */
public final class CertificateKeeper implements CertificateSource {
    private static final Logger log = Logger.getLogger(CertificateKeeper.class);

    private final CertificateStore store;
    private final CertificateRules rules;
    private final CertificateIssuer issuer;
    private final ServingKeys keys;
    private Optional<CertificateBundle> served = Optional.empty();
    private volatile boolean stored;

    public CertificateKeeper(
            CertificateStore store, CertificateRules rules, CertificateIssuer issuer, ServingKeys keys) {
        this.store = store;
        this.rules = rules;
        this.issuer = issuer;
        this.keys = keys;
    }

    @Override
    public boolean publishes() {
        return true;
    }

    @Override
    public boolean isStored() {
        return stored;
    }

    /**
     * Takes at most one step, and serves what is stored then. Empty if another replica was faster.
     *
     * @throws CannotServe if there is no Secret and never was
     */
    @Override
    public Optional<String> look(Instant now, Set<X509Certificate> published) {
        Optional<Stored> found = store.read();
        if (found.isEmpty()) {
            return withoutSecret();
        }
        stored = true;
        CertificateStep step = rules.decide(found.get().bundle(), served, published, now);
        CertificateBundle bundle;
        if (step instanceof CertificateStep.Keep) {
            bundle = found.get().bundle().valid().orElseThrow();
        } else {
            Optional<CertificateBundle> before = step instanceof CertificateStep.PutBack
                    ? served
                    : found.get().bundle().valid();
            bundle = issuer.carryOut(step, before, now);
            if (!store.write(bundle, found.get())) {
                log.infof("Another replica wrote the certificates first step=%s", name(step));
                return Optional.empty();
            }
            log.infof("Certificates changed step=%s serving=%s", name(step), bundle.serving());
        }
        served = Optional.of(bundle);
        keys.serve(bundle.serving());
        return authorities();
    }

    private Optional<String> withoutSecret() {
        if (served.isEmpty()) {
            throw new CannotServe("there is no Secret " + store.secret()
                    + " to keep certificates in, and this program may not create one: helm upgrade makes it,"
                    + " or kubectl create secret generic -n " + store.secret().replace("/", " "));
        }
        if (stored) {
            log.warn("The Secret for the certificates is gone: nothing is renewed until it is there again");
        }
        stored = false;
        return authorities();
    }

    private Optional<String> authorities() {
        return served.map(bundle -> CertificateSecret.pem(bundle.trusted()));
    }

    /** Without what it holds, which may be long. */
    private static String name(CertificateStep step) {
        return switch (step) {
            case CertificateStep.IssueAll all -> "IssueAll cause='" + all.why() + "'";
            case CertificateStep.PutBack put -> "PutBack cause='" + put.why() + "'";
            case CertificateStep.RenewServing renew -> "RenewServing cause='" + renew.why() + "'";
            case CertificateStep.Keep keep -> "Keep";
            case CertificateStep.AddSuccessor add -> "AddSuccessor";
            case CertificateStep.SwitchToSuccessor change -> "SwitchToSuccessor";
            case CertificateStep.DropRetired drop -> "DropRetired";
        };
    }
}
