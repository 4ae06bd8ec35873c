package io.sublet.webhook.certificate;

import io.sublet.protocol.Parsed;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The data of the Secret that the replicas share, as PEM text by key: {@code tls.crt} and {@code tls.key} serve,
 * {@code ca.crt} is all that is trusted with the signer first, {@code ca.key} signs, {@code ca-next.crt} and
 * {@code ca-next.key} are the successor.
 */
public final class CertificateSecret {
    private static final String CERTIFICATE_BEGIN = "-----BEGIN CERTIFICATE-----";
    /** In the first line of a certificate, the older forms of it included. */
    private static final String CERTIFICATE_MARK = " CERTIFICATE-----";

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----\n";
    private static final String KEY_END = "\n-----END PRIVATE KEY-----\n";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private CertificateSecret() {}

    /** Reads the data; absent if it is empty, invalid if anything does not fit together. */
    public static Parsed<CertificateBundle> parse(Map<String, String> data) {
        if (data.isEmpty()) {
            return new Parsed.Absent<>();
        }
        try {
            List<X509Certificate> trusted = new ArrayList<>(certificates("ca.crt", text(data, "ca.crt")));
            KeyedCertificate signer = pair("ca", trusted.removeFirst(), text(data, "ca.key"));
            Optional<KeyedCertificate> successor = Optional.empty();
            if (data.containsKey("ca-next.crt")) {
                X509Certificate next =
                        certificates("ca-next.crt", text(data, "ca-next.crt")).getFirst();
                successor = Optional.of(pair("ca-next", next, text(data, "ca-next.key")));
                trusted.remove(next);
            }
            KeyedCertificate serving = served(text(data, "tls.crt"), text(data, "tls.key"));
            serving.certificate().verify(signer.certificate().getPublicKey());
            return new Parsed.Valid<>(new CertificateBundle(signer, successor, trusted, serving));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new Parsed.Invalid<>("the stored ones cannot be used: " + e.getMessage());
        }
    }

    /** The data of a bundle. */
    public static Map<String, String> render(CertificateBundle bundle) {
        Map<String, String> data = new TreeMap<>();
        data.put("ca.crt", pem(bundle.trusted()));
        data.put("ca.key", pem(bundle.signer().key()));
        bundle.successor().ifPresent(next -> {
            data.put("ca-next.crt", pem(List.of(next.certificate())));
            data.put("ca-next.key", pem(next.key()));
        });
        data.put("tls.crt", pem(List.of(bundle.serving().certificate())));
        data.put("tls.key", pem(bundle.serving().key()));
        return data;
    }

    /** Certificates as one PEM text. */
    public static String pem(Collection<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : certificates) {
                text.append(CERTIFICATE_BEGIN)
                        .append('\n')
                        .append(LINES.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
        return text.toString();
    }

    /**
     * The certificates of a PEM text, at least one.
     *
     * @param what names the text in messages
     * @throws GeneralSecurityException if there is none, or one that cannot be read
     */
    public static List<X509Certificate> certificates(String what, String pem) throws GeneralSecurityException {
        List<X509Certificate> certificates = pem.contains(CERTIFICATE_MARK) ? parsed(what, pem) : List.of();
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + what);
        }
        return certificates;
    }

    private static List<X509Certificate> parsed(String what, String pem) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Certificate certificate : CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (CertificateException e) {
            throw new GeneralSecurityException("a certificate in " + what + " cannot be read", e);
        }
        return certificates;
    }

    private static String text(Map<String, String> data, String key) throws GeneralSecurityException {
        String text = data.get(key);
        if (text == null) {
            throw new GeneralSecurityException(key + " is missing");
        }
        return text;
    }

    private static String pem(PrivateKey key) {
        return KEY_BEGIN + LINES.encodeToString(key.getEncoded()) + KEY_END;
    }

    /**
     * A certificate, its intermediates and its key as they are served.
     *
     * @throws GeneralSecurityException if they do not fit together
     */
    static KeyedCertificate served(String certificates, String key) throws GeneralSecurityException {
        List<X509Certificate> chain = certificates("tls.crt", certificates);
        X509Certificate own = chain.getFirst();
        return new KeyedCertificate(
                own, PrivateKeys.parse("tls", key, own.getPublicKey()), chain.subList(1, chain.size()));
    }

    private static KeyedCertificate pair(String what, X509Certificate certificate, String pem)
            throws GeneralSecurityException {
        return new KeyedCertificate(certificate, PrivateKeys.parse(what, pem, certificate.getPublicKey()));
    }
}
