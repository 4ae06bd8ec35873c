package io.sublet.webhook.certificate;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that the replicas share.
 *
 * @param signer the authority that signs
 * @param successor the authority that will sign next; trusted already
 * @param retired authorities that signed before; trusted for as long as a replica may serve their certificates
 * @param serving what the server shows
 */
public record CertificateBundle(
        KeyedCertificate signer,
        Optional<KeyedCertificate> successor,
        List<X509Certificate> retired,
        KeyedCertificate serving) {

    public CertificateBundle {
        retired = List.copyOf(retired);
    }

    /** Authorities that clients are to trust: the signer, its successor, and those before. */
    public List<X509Certificate> trusted() {
        List<X509Certificate> trusted = new ArrayList<>();
        trusted.add(signer.certificate());
        successor.ifPresent(authority -> trusted.add(authority.certificate()));
        trusted.addAll(retired);
        return List.copyOf(trusted);
    }
}
