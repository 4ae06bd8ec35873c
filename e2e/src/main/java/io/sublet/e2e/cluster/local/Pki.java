package io.sublet.e2e.cluster.local;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
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
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The cluster's own certificate authority. Each program gets a client certificate with the user and group that
 * Kubernetes' built-in roles are bound to, so that the rights in this cluster are those of any other.
 */
final class Pki {
    private static final Duration VALID = Duration.ofDays(365);
    private static final Duration CLOCK_SLACK = Duration.ofMinutes(5);
    private static final X500Name ISSUER = new X500Name("CN=sublet-local-cluster");

    private final Path directory;
    private final Instant now;
    private final KeyPair authority = newKeys();
    private final SecureRandom random = new SecureRandom();

    /**
     * A key and its certificate in PEM.
     *
     * @param certificate the certificate
     * @param key the private key
     */
    record Identity(String certificate, String key) {}

    private Pki(Path directory, Instant now) {
        this.directory = directory;
        this.now = now;
    }

    /** Makes a new authority and writes {@code ca.crt}, {@code ca.key}, {@code sa.key} and {@code sa.pub}. */
    static Pki create(Path directory, Instant now) {
        Pki pki = new Pki(directory, now);
        StateDirectory.write(pki.file("ca.crt"), pki.authorityCertificate());
        StateDirectory.write(pki.file("ca.key"), privatePem(pki.authority.getPrivate()));
        KeyPair tokens = newKeys();
        StateDirectory.write(pki.file("sa.key"), privatePem(tokens.getPrivate()));
        StateDirectory.write(pki.file("sa.pub"), pem(tokens.getPublic()));
        return pki;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    /** An identity for clients; {@code group} is empty for none. */
    Identity client(String user, String group) {
        String organization = group.isEmpty() ? "" : "O=" + group + ",";
        return issue(new X500Name(organization + "CN=" + user), newKeys(), KeyPurposeId.id_kp_clientAuth, List.of());
    }

    /**
     * An identity with all rights. Its key is RSA, the only one that takes time to make: client libraries do not all
     * read the same forms of elliptic keys.
     */
    Identity administrator() {
        X500Name name = new X500Name("O=system:masters,CN=admin");
        return issue(name, newKeys("RSA", 2048), KeyPurposeId.id_kp_clientAuth, List.of());
    }

    /** An identity for a server known under the names and addresses. */
    Identity server(String name, List<String> dnsNames, List<String> addresses) {
        List<GeneralName> names = new java.util.ArrayList<>();
        dnsNames.forEach(dns -> names.add(new GeneralName(GeneralName.dNSName, dns)));
        addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
        return issue(new X500Name("CN=" + name), newKeys(), KeyPurposeId.id_kp_serverAuth, names);
    }

    /** Writes {@code NAME.crt} and {@code NAME.key}. */
    void store(String name, Identity identity) {
        StateDirectory.write(file(name + ".crt"), identity.certificate());
        StateDirectory.write(file(name + ".key"), identity.key());
    }

    private Identity issue(X500Name subject, KeyPair keys, KeyPurposeId purpose, List<GeneralName> names) {
        try {
            X509v3CertificateBuilder builder = builder(subject, keys)
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
            if (!names.isEmpty()) {
                GeneralNames all = new GeneralNames(names.toArray(GeneralName[]::new));
                builder.addExtension(Extension.subjectAlternativeName, false, all);
            }
            return new Identity(pem(sign(builder)), privatePem(keys.getPrivate()));
        } catch (IOException e) {
            throw new IllegalStateException("a certificate for " + subject + " cannot be made", e);
        }
    }

    private String authorityCertificate() {
        try {
            X509v3CertificateBuilder builder = builder(ISSUER, authority)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return pem(sign(builder));
        } catch (IOException e) {
            throw new IllegalStateException("the authority's certificate cannot be made", e);
        }
    }

    private X509v3CertificateBuilder builder(X500Name subject, KeyPair keys) {
        return new JcaX509v3CertificateBuilder(
                ISSUER,
                new BigInteger(127, random),
                Date.from(now.minus(CLOCK_SLACK)),
                Date.from(now.plus(VALID)),
                subject,
                keys.getPublic());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(
                            new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())));
        } catch (OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with SHA256withECDSA", e);
        }
    }

    private static KeyPair newKeys() {
        return newKeys("EC", 256);
    }

    private static KeyPair newKeys(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes keys of " + algorithm, e);
        }
    }

    /** PKCS #8: other forms of an elliptic key may leave out its curve. */
    private static String privatePem(PrivateKey key) {
        try {
            return pem(new JcaPKCS8Generator(key, null));
        } catch (IOException e) {
            throw new IllegalStateException("a private key cannot be written as PKCS #8", e);
        }
    }

    private static String pem(Object value) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(value);
        } catch (IOException e) {
            throw new IllegalStateException("a string writer does not fail", e);
        }
        return text.toString();
    }
}
