package io.sublet.webhook.certificate;

import java.security.cert.X509Certificate;
import java.util.Set;

/** What to do about the certificates next; one step at a time, so that clients trust before servers change. */
public sealed interface CertificateStep {
    /** Nothing. */
    record Keep() implements CertificateStep {}

    /**
     * Start over: there is nothing usable.
     *
     * @param trusted authorities that API servers trust; replicas may still serve what these have signed
     */
    record IssueAll(String why, Set<X509Certificate> trusted) implements CertificateStep {
        public IssueAll {
            trusted = Set.copyOf(trusted);
        }
    }

    /** What was stored is lost: store what this replica serves, which nobody has to notice. */
    record PutBack(String why) implements CertificateStep {}

    /** Make the authority that will sign next, and have it trusted. */
    record AddSuccessor() implements CertificateStep {}

    /** The successor is trusted everywhere: let it sign, and serve what it signed. */
    record SwitchToSuccessor() implements CertificateStep {}

    /** Sign a new serving certificate. */
    record RenewServing(String why) implements CertificateStep {}

    /** No replica serves what older authorities signed: trust them no more. */
    record DropRetired() implements CertificateStep {}
}
