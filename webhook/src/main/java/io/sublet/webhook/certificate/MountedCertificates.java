package io.sublet.webhook.certificate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * A certificate that somebody else renews, such as cert-manager, in a directory like that of a mounted Secret:
 * {@code tls.crt} with its intermediates, {@code tls.key}, and perhaps {@code ca.crt}. Files that are replaced are taken
 * over at the next look. What cannot be used, such as a key that does not fit because only one of the files has been
 * replaced yet, leaves the last good certificate in use.
 */
public final class MountedCertificates implements CertificateSource {
    private static final Logger log = Logger.getLogger(MountedCertificates.class);

    private final Path directory;
    private final ServingKeys keys;
    private volatile String rejected = "";

    public MountedCertificates(Path directory, ServingKeys keys) {
        this.directory = directory;
        this.keys = keys;
    }

    @Override
    public boolean publishes() {
        return false;
    }

    @Override
    public boolean isStored() {
        return rejected.isEmpty();
    }

    @Override
    public Optional<String> look(Instant now, Set<X509Certificate> published) {
        try {
            KeyedCertificate mounted = CertificateSecret.served(text("tls.crt"), text("tls.key"));
            checkTime(mounted, now);
            if (!keys.current().equals(Optional.of(mounted))) {
                log.infof("Certificates changed serving=%s", mounted);
            }
            keys.serve(mounted);
            rejected = "";
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            reject(String.valueOf(e.getMessage()));
        }
        return keys.current().map(served -> authorities(served, now));
    }

    private static void checkTime(KeyedCertificate mounted, Instant now) throws GeneralSecurityException {
        if (now.isAfter(mounted.expires())) {
            throw new GeneralSecurityException("tls.crt has expired, at " + mounted.expires());
        }
        if (now.isBefore(mounted.begins())) {
            throw new GeneralSecurityException(
                    "tls.crt is valid from " + mounted.begins() + " on, and here it is " + now + " now");
        }
    }

    private void reject(String why) {
        if (keys.current().isEmpty()) {
            throw new CannotServe(
                    "there is no certificate to serve: " + why + "; look for them in " + directory
                            + ", where a Secret with tls.crt and tls.key is to be mounted, which cert-manager or you fill and renew");
        }
        if (!why.equals(rejected)) {
            log.warnf("Mounted certificate cannot be used, the last one stays directory=%s cause=%s", directory, why);
        }
        rejected = why;
    }

    /** Who signed; without {@code ca.crt} the certificate itself, which is as good for a call to oneself. */
    private String authorities(KeyedCertificate served, Instant now) {
        Path file = directory.resolve("ca.crt");
        try {
            if (Files.exists(file)) {
                String pem = text("ca.crt");
                if (served.isTrustedBy(Set.copyOf(CertificateSecret.certificates("ca.crt", pem)), now)) {
                    return pem;
                }
            }
        } catch (GeneralSecurityException e) {
            log.debugf(e, "No usable ca.crt directory=%s", directory);
        }
        return CertificateSecret.pem(List.of(served.certificate()));
    }

    private String text(String name) throws GeneralSecurityException {
        try {
            // PEM is ASCII; what is not makes no certificate, and is not to fail by its characters before that is said.
            return new String(Files.readAllBytes(directory.resolve(name)), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw new GeneralSecurityException(name + " is not there", e);
        } catch (AccessDeniedException e) {
            throw new GeneralSecurityException(name + " may not be read", e);
        } catch (IOException e) {
            throw new GeneralSecurityException(name + " cannot be read: " + e.getMessage(), e);
        }
    }
}
