package io.sublet.agent.cluster.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How the API server is reached: address, service-account token and certificate authority. Token and authority are files
 * that the kubelet replaces, so each is read again when its time of change moves.
 */
public final class ApiAccess {
    private final URI server;
    private final Optional<Path> tokenFile;
    private final Optional<Path> caFile;
    private @Nullable FileTime tokenTime;
    private @Nullable FileTime caTime;
    private String token = "";
    private @Nullable SSLContext tls;

    public ApiAccess(URI server, Optional<Path> tokenFile, Optional<Path> caFile) {
        this.server = server;
        this.tokenFile = tokenFile;
        this.caFile = caFile;
    }

    URI server() {
        return server;
    }

    /** The bearer token; empty without a token file. */
    synchronized String token() throws IOException {
        if (tokenFile.isEmpty()) {
            return "";
        }
        FileTime changed = Files.getLastModifiedTime(tokenFile.get());
        if (!changed.equals(tokenTime)) {
            token = Files.readString(tokenFile.get()).strip();
            tokenTime = changed;
        }
        return token;
    }

    /** TLS that trusts the given authority, or the platform's without one. */
    synchronized SSLContext tls() throws IOException {
        FileTime changed = caFile.isPresent() ? Files.getLastModifiedTime(caFile.get()) : FileTime.fromMillis(0);
        SSLContext current = tls;
        if (current == null || !changed.equals(caTime)) {
            try {
                current = caFile.isPresent() ? trusting(caFile.get()) : SSLContext.getDefault();
            } catch (GeneralSecurityException e) {
                throw new IOException("cannot use the certificate authority " + caFile + ": " + e.getMessage(), e);
            }
            tls = current;
            caTime = changed;
        }
        return current;
    }

    private static SSLContext trusting(Path caFile) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(caFile)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + number++, certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
