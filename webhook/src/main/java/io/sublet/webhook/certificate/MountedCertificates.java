package io.sublet.webhook.certificate;

import java.io.IOException;
import java.nio.file.Files;
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

    /** @throws IllegalStateException if there is nothing that can be used and there never was */
    @Override
    public Optional<String> look(Instant now, Set<X509Certificate> published) {
        try {
            KeyedCertificate mounted = CertificateSecret.served(text("tls.crt"), text("tls.key"));
            if (!keys.current().equals(Optional.of(mounted))) {
                log.infof("Certificates changed serving=%s", mounted);
            }
            keys.serve(mounted);
            rejected = "";
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            reject(e);
        }
        return keys.current().map(this::authorities);
    }

    private void reject(Exception flaw) {
        String why = String.valueOf(flaw.getMessage());
        if (keys.current().isEmpty()) {
            throw new IllegalStateException("no usable certificate in " + directory + ": " + why, flaw);
        }
        if (!why.equals(rejected)) {
            log.warnf("Mounted certificate cannot be used, the last one stays directory=%s cause=%s", directory, why);
        }
        rejected = why;
    }

    /** Who signed; without {@code ca.crt} the certificate itself, which is as good for a call to oneself. */
    private String authorities(KeyedCertificate served) {
        Path file = directory.resolve("ca.crt");
        try {
            if (Files.exists(file)) {
                String pem = Files.readString(file);
                if (served.isTrustedBy(Set.copyOf(CertificateSecret.certificates(pem)), Instant.now())) {
                    return pem;
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            log.debugf(e, "No usable ca.crt directory=%s", directory);
        }
        return CertificateSecret.pem(List.of(served.certificate()));
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }
}
