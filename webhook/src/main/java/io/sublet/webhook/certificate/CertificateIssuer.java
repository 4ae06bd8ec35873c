package io.sublet.webhook.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Carries out steps by issuing certificates: ECDSA on P-256, which every TLS client of Kubernetes takes.
 *
 * @param names of the serving certificate, the first is its subject
 * @param authorityLife of authorities
 * @param servingLife of serving certificates, cut where the authority ends earlier
 */
public record CertificateIssuer(Set<String> names, Duration authorityLife, Duration servingLife) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SERIAL_BITS = 120;

    /**
     * The bundle after a step.
     *
     * @param bundle what is stored, or for {@link CertificateStep.PutBack} what is served; not used by
     *     {@link CertificateStep.IssueAll}
     */
    public CertificateBundle carryOut(CertificateStep step, Optional<CertificateBundle> bundle, Instant now) {
        return switch (step) {
            case CertificateStep.IssueAll all -> issueAll(all.trusted(), now);
            case CertificateStep.Keep keep -> bundle.orElseThrow();
            case CertificateStep.PutBack put -> bundle.orElseThrow();
            case CertificateStep.AddSuccessor add -> addSuccessor(bundle.orElseThrow(), now);
            case CertificateStep.SwitchToSuccessor change -> switchToSuccessor(bundle.orElseThrow(), now);
            case CertificateStep.RenewServing renew -> renewServing(bundle.orElseThrow(), now);
            case CertificateStep.DropRetired drop -> dropRetired(bundle.orElseThrow());
        };
    }

    private CertificateBundle issueAll(Set<X509Certificate> trusted, Instant now) {
        KeyedCertificate authority = authority(now);
        return new CertificateBundle(authority, Optional.empty(), List.copyOf(trusted), serving(authority, now));
    }

    private CertificateBundle addSuccessor(CertificateBundle b, Instant now) {
        return new CertificateBundle(b.signer(), Optional.of(authority(now)), b.retired(), b.serving());
    }

    private CertificateBundle switchToSuccessor(CertificateBundle b, Instant now) {
        KeyedCertificate signer = b.successor().orElseThrow();
        List<X509Certificate> retired = new ArrayList<>(List.of(b.signer().certificate()));
        retired.addAll(b.retired());
        return new CertificateBundle(signer, Optional.empty(), retired, serving(signer, now));
    }

    private CertificateBundle renewServing(CertificateBundle b, Instant now) {
        return new CertificateBundle(b.signer(), b.successor(), b.retired(), serving(b.signer(), now));
    }

    private static CertificateBundle dropRetired(CertificateBundle b) {
        return new CertificateBundle(b.signer(), b.successor(), List.of(), b.serving());
    }

    private KeyedCertificate authority(Instant now) {
        try {
            KeyPair keys = newKeys();
            // A name of its own tells authorities apart for clients that look issuers up by name.
            X500Name name = new X500Name("CN=sublet-webhook-ca-" + number().toString(Character.MAX_RADIX));
            X509v3CertificateBuilder builder = builder(name, name, keys, now, now.plus(authorityLife));
            builder.addExtension(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new KeyedCertificate(sign(builder, keys), keys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue an authority", e);
        }
    }

    private KeyedCertificate serving(KeyedCertificate authority, Instant now) {
        try {
            KeyPair keys = newKeys();
            Instant end = now.plus(servingLife);
            Instant last = end.isBefore(authority.expires()) ? end : authority.expires();
            X500Name issuer = X500Name.getInstance(
                    authority.certificate().getSubjectX500Principal().getEncoded());
            X500Name subject = new X500Name("CN=" + names.iterator().next());
            X509v3CertificateBuilder builder = builder(issuer, subject, keys, now, last);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames());
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.certificate()));
            KeyPair signer = new KeyPair(authority.certificate().getPublicKey(), authority.key());
            return new KeyedCertificate(sign(builder, signer), keys.getPrivate());
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("cannot issue a serving certificate", e);
        }
    }

    private GeneralNames alternativeNames() {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(Names.isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, KeyPair keys, Instant now, Instant end) {
        Date start = Date.from(now.minus(KeyedCertificate.BACKDATED));
        return new JcaX509v3CertificateBuilder(issuer, number(), start, Date.from(end), subject, keys.getPublic());
    }

    /** A serial number that nobody else has. */
    private static BigInteger number() {
        return new BigInteger(SERIAL_BITS, RANDOM);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    }
}
