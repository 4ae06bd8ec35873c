package io.sublet.webhook.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountedCertificatesTest {
    private final Instant now = Instant.now();
    private static final Set<String> NAMES = Set.of("sublet-webhook.sublet-system.svc");

    private final CertificateIssuer issuer = new CertificateIssuer(NAMES, Duration.ofDays(300), Duration.ofDays(90));
    private final ServingKeys keys = new ServingKeys();

    @TempDir
    Path directory;

    private CertificateBundle bundle() {
        return issuer.carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), now);
    }

    private void mount(Map<String, String> files) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
    }

    /** In PKCS #8. */
    private static String rsaKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> look() {
        return new MountedCertificates(directory, keys).look(now, Set.of());
    }

    @Test
    void servesWhatIsMountedAndTrustsItsAuthority() throws IOException {
        CertificateBundle bundle = bundle();
        mount(CertificateSecret.render(bundle));

        assertThat(look()).contains(CertificateSecret.pem(bundle.trusted()));
        assertThat(keys.current()).contains(bundle.serving());
        assertThat(new MountedCertificates(directory, keys).publishes()).isFalse();
    }

    @Test
    void takesOverFilesThatAreReplaced() throws IOException {
        mount(CertificateSecret.render(bundle()));
        look();
        CertificateBundle renewed = bundle();
        mount(CertificateSecret.render(renewed));
        look();

        assertThat(keys.current()).contains(renewed.serving());
    }

    /** The directory is replaced as a whole, but a look can fall between the reading of two files. */
    @ParameterizedTest
    @ValueSource(strings = {"tls.crt", "tls.key"})
    void whatDoesNotFitTogetherLeavesTheLastOneInUse(String file) throws IOException {
        CertificateBundle first = bundle();
        mount(CertificateSecret.render(first));
        MountedCertificates mounted = new MountedCertificates(directory, keys);
        mounted.look(now, Set.of());
        for (String text : List.of(CertificateSecret.render(bundle()).getOrDefault(file, ""), "garbage", "")) {
            mount(Map.of(file, text));
            assertThat(mounted.look(now, Set.of())).contains(CertificateSecret.pem(first.trusted()));
            assertThat(keys.current()).contains(first.serving());
            assertThat(mounted.isStored()).isFalse();
        }
        Files.delete(directory.resolve(file));
        assertThat(mounted.look(now, Set.of())).isPresent();
        mount(CertificateSecret.render(first));
        mounted.look(now, Set.of());
        assertThat(mounted.isStored()).isTrue();
    }

    @Test
    void whatKeepsItFromServingIsSaidInOneSentence() throws IOException {
        CertificateBundle bundle = bundle();
        Map<String, String> files = CertificateSecret.render(bundle);
        assertThat(obstacle(now))
                .isEqualTo("there is no certificate to serve: tls.crt is not there; look for them in " + directory
                        + ", where a Secret with tls.crt and tls.key is to be mounted, which cert-manager or you fill"
                        + " and renew");
        mount(files);
        assertThat(obstacle(bundle.serving().expires().plusSeconds(1))).contains("tls.crt has expired, at 20");
        assertThat(obstacle(now.minus(Duration.ofDays(1)))).contains("tls.crt is valid from 20");
        String key = files.getOrDefault("tls.key", "");
        for (String garbage : List.of("", "\n \n", "garbage", "\u00ff\u0000\u00e9", key)) {
            mount(Map.of("tls.crt", garbage));
            assertThat(obstacle(now))
                    .startsWith("there is no certificate to serve: no certificate in tls.crt; look for");
        }
        String begin = "-----BEGIN CERTIFICATE-----\n";
        for (String garbage : List.of(begin, begin + "AAAA\n", begin + "AAAA\n-----END CERTIFICATE-----\n")) {
            mount(Map.of("tls.crt", garbage));
            assertThat(obstacle(now))
                    .startsWith("there is no certificate to serve: a certificate in tls.crt cannot be read; look for");
        }
        mount(files);
        mount(Map.of("tls.key", "garbage"));
        assertThat(obstacle(now)).contains("no private key in tls.key");
        mount(Map.of("tls.key", rsaKey()));
        assertThat(obstacle(now)).contains("tls.key is no EC key, which tls.crt is for");
        Files.delete(directory.resolve("tls.key"));
        Files.createDirectory(directory.resolve("tls.key"));
        assertThat(obstacle(now)).contains("tls.key cannot be read: ");
        Files.delete(directory.resolve("tls.key"));
        assertThat(obstacle(now)).contains("tls.key is not there");

        mount(files);
        assertThat(look()).contains(CertificateSecret.pem(bundle.trusted()));
    }

    private String obstacle(Instant at) {
        MountedCertificates mounted = new MountedCertificates(directory, keys);
        return catchThrowableOfType(CannotServe.class, () -> mounted.look(at, Set.of()))
                .sentence();
    }

    /** API servers no longer trust it, so that nothing is lost by going on, and an alert can tell. */
    @Test
    void oneThatExpiresWhileItIsServedIsServedOnAndCountsAsMissing() throws IOException {
        CertificateBundle bundle = bundle();
        mount(CertificateSecret.render(bundle));
        MountedCertificates mounted = new MountedCertificates(directory, keys);
        mounted.look(now, Set.of());
        assertThat(mounted.isStored()).isTrue();

        assertThat(mounted.look(bundle.serving().expires().plusSeconds(1), Set.of()))
                .isPresent();
        assertThat(keys.current()).contains(bundle.serving());
        assertThat(mounted.isStored()).isFalse();
    }

    @Test
    void withoutItsAuthorityOnlyTheCertificateItselfIsTrusted() throws IOException {
        CertificateBundle bundle = bundle();
        mount(CertificateSecret.render(bundle));
        Files.delete(directory.resolve("ca.crt"));

        assertThat(look())
                .contains(CertificateSecret.pem(List.of(bundle.serving().certificate())));
    }

    /** As {@code openssl} and cert-manager's default write it. */
    @Test
    void takesKeysInTheOlderForms() throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=own");
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(new JcaX509v3CertificateBuilder(
                                    name,
                                    BigInteger.ONE,
                                    Date.from(now),
                                    Date.from(now.plusSeconds(3600)),
                                    name,
                                    pair.getPublic())
                            .build(new JcaContentSignerBuilder(
                                            "SHA256with" + (algorithm.equals("RSA") ? "RSA" : "ECDSA"))
                                    .build(pair.getPrivate())));
            StringWriter pem = new StringWriter();
            try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
                writer.writeObject(pair.getPrivate());
            }
            assertThat(pem.toString()).startsWith("-----BEGIN " + algorithm + " PRIVATE KEY-----");
            mount(Map.of("tls.crt", CertificateSecret.pem(List.of(certificate)), "tls.key", pem.toString()));
            look();

            assertThat(keys.current().orElseThrow().certificate()).isEqualTo(certificate);
            assertThat(keys.getServerAliases(algorithm, null)).hasSize(1);
        }
    }

    @Test
    void showsTheIntermediatesToo() throws IOException {
        CertificateBundle bundle = bundle();
        mount(Map.of(
                "tls.crt",
                CertificateSecret.pem(
                        List.of(bundle.serving().certificate(), bundle.signer().certificate())),
                "tls.key",
                CertificateSecret.render(bundle).getOrDefault("tls.key", "")));
        look();

        String[] aliases = keys.getServerAliases("EC", null);
        assertThat(aliases).hasSize(1);
        assertThat(keys.getCertificateChain(aliases == null ? "" : aliases[0]))
                .containsExactly(bundle.serving().certificate(), bundle.signer().certificate());
    }
}
