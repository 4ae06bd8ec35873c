package io.sublet.webhook.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Where the served certificate comes from. Used by one thread. */
public interface CertificateSource {

    /**
     * Looks once, and serves what there is then.
     *
     * @param published authorities that API servers trust at the moment
     * @return the authorities that clients are to trust, as PEM; empty if it is too early to say: look again soon
     * @throws CannotServe if there is nothing that can be served and there never was
     */
    Optional<String> look(Instant now, Set<X509Certificate> published);

    /** Whether the authorities are entered into the webhook configurations by this program, or by somebody else. */
    boolean publishes();

    /** Whether what is served was found where it comes from at the last look. */
    boolean isStored();
}
