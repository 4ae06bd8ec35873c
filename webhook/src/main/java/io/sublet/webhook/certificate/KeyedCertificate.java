package io.sublet.webhook.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A certificate with its private key. */
public record KeyedCertificate(X509Certificate certificate, PrivateKey key) {

    /** How far certificates start in the past, for clocks that run behind. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    Instant issued() {
        return certificate.getNotBefore().toInstant().plus(BACKDATED);
    }

    Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    /** When two thirds of its life are over. */
    Instant renewal() {
        return issued().plus(
                        Duration.between(issued(), expires()).multipliedBy(2).dividedBy(3));
    }

    /** Without the key. */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal() + " serial " + certificate.getSerialNumber() + " until "
                + expires();
    }
}
