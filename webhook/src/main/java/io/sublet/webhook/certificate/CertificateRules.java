package io.sublet.webhook.certificate;

import io.sublet.protocol.Parsed;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When which certificate changes. Each is renewed after two thirds of its life. A new authority is trusted for an overlap
 * before anything that it signed is served, an old one for an overlap after.
 *
 * @param names that the serving certificate must carry
 * @param overlap within which every replica and API server has seen a change
 */
public record CertificateRules(Set<String> names, Duration overlap) {

    public CertificateRules {
        names = Set.copyOf(names);
    }

    /**
     * The next step.
     *
     * @param served what this replica has taken from the store before; empty at the start
     * @param published authorities that API servers trust at the moment
     */
    public CertificateStep decide(
            Parsed<CertificateBundle> stored,
            Optional<CertificateBundle> served,
            Set<X509Certificate> published,
            Instant now) {
        return switch (stored) {
            case Parsed.Absent<CertificateBundle>() -> startOver("there are none", served, published, now);
            case Parsed.Invalid<CertificateBundle>(String why) -> startOver(why, served, published, now);
            case Parsed.Valid<CertificateBundle>(CertificateBundle bundle) -> decide(bundle, published, now);
        };
    }

    private static CertificateStep startOver(
            String why, Optional<CertificateBundle> served, Set<X509Certificate> published, Instant now) {
        return served.filter(bundle -> isValid(bundle.signer(), now)).isPresent()
                ? new CertificateStep.PutBack(why)
                : issueAll(why, published, now);
    }

    private static CertificateStep issueAll(String why, Set<X509Certificate> published, Instant now) {
        return new CertificateStep.IssueAll(
                why,
                published.stream()
                        .filter(authority ->
                                now.isBefore(authority.getNotAfter().toInstant()))
                        .collect(Collectors.toSet()));
    }

    /** A certificate may begin in the future if a clock was wrong when it was made; no client would take it now. */
    private static boolean isValid(KeyedCertificate certificate, Instant now) {
        return !now.isBefore(certificate.begins()) && now.isBefore(certificate.expires());
    }

    private CertificateStep decide(CertificateBundle bundle, Set<X509Certificate> published, Instant now) {
        if (!isValid(bundle.signer(), now)) {
            return issueAll("the authority is not valid at this time", published, now);
        }
        Optional<KeyedCertificate> successor = bundle.successor().filter(next -> isValid(next, now));
        if (successor.isPresent()) {
            if (published.contains(successor.get().certificate())
                    && !now.isBefore(successor.get().issued().plus(overlap))) {
                return new CertificateStep.SwitchToSuccessor();
            }
        } else if (bundle.successor().isPresent()
                || !now.isBefore(bundle.signer().renewal())) {
            return new CertificateStep.AddSuccessor();
        }
        KeyedCertificate serving = bundle.serving();
        if (!Names.of(serving.certificate()).equals(names)) {
            return new CertificateStep.RenewServing("it is for other names");
        }
        // An authority that is about to end signs nothing that lasts longer: renewing again and again would not help.
        boolean canLastLonger = serving.expires().isBefore(bundle.signer().expires());
        if (!isValid(serving, now)) {
            return new CertificateStep.RenewServing("it is not valid at this time");
        }
        if (canLastLonger && !now.isBefore(serving.renewal())) {
            return new CertificateStep.RenewServing("two thirds of its life are over");
        }
        if (!bundle.retired().isEmpty() && !now.isBefore(serving.issued().plus(overlap))) {
            return new CertificateStep.DropRetired();
        }
        return new CertificateStep.Keep();
    }
}
