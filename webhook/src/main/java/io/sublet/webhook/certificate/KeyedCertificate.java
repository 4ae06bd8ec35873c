package io.sublet.webhook.certificate;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A certificate with its private key.
 *
 * @param intermediates that lead from it to an authority, nearest first; none if the authority has signed it
 */
public record KeyedCertificate(X509Certificate certificate, PrivateKey key, List<X509Certificate> intermediates) {

    /** How far certificates start in the past, for clocks that run behind. */
    static final Duration BACKDATED = Duration.ofMinutes(5);

    public KeyedCertificate {
        intermediates = List.copyOf(intermediates);
    }

    /** One that an authority has signed, or an authority itself. */
    KeyedCertificate(X509Certificate certificate, PrivateKey key) {
        this(certificate, key, List.of());
    }

    /** As it is shown in a handshake. */
    List<X509Certificate> chain() {
        return Stream.concat(Stream.of(certificate), intermediates.stream()).toList();
    }

    /** Whether a client that trusts these authorities, or this very certificate, takes it now. */
    public boolean isTrustedBy(Set<X509Certificate> authorities, Instant now) {
        if (authorities.isEmpty()) {
            return false;
        }
        try {
            if (authorities.contains(certificate)) {
                certificate.checkValidity(Date.from(now));
                return true;
            }
            PKIXParameters parameters = new PKIXParameters(authorities.stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet()));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain());
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** When it begins to be valid. */
    Instant begins() {
        return certificate.getNotBefore().toInstant();
    }

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
