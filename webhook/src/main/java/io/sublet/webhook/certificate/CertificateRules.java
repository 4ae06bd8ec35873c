package io.sublet.webhook.certificate;

import io.sublet.protocol.Parsed;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

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
     * @param published authorities that API servers trust at the moment
     */
    public CertificateStep decide(Parsed<CertificateBundle> stored, Set<X509Certificate> published, Instant now) {
        return switch (stored) {
            case Parsed.Absent<CertificateBundle>() -> new CertificateStep.IssueAll("there are none");
            case Parsed.Invalid<CertificateBundle>(String why) -> new CertificateStep.IssueAll(why);
            case Parsed.Valid<CertificateBundle>(CertificateBundle bundle) -> decide(bundle, published, now);
        };
    }

    private CertificateStep decide(CertificateBundle bundle, Set<X509Certificate> published, Instant now) {
        if (!now.isBefore(bundle.signer().expires())) {
            return new CertificateStep.IssueAll("the authority has expired");
        }
        if (bundle.successor().isPresent()) {
            KeyedCertificate successor = bundle.successor().get();
            if (published.contains(successor.certificate())
                    && !now.isBefore(successor.issued().plus(overlap))) {
                return new CertificateStep.SwitchToSuccessor();
            }
        } else if (!now.isBefore(bundle.signer().renewal())) {
            return new CertificateStep.AddSuccessor();
        }
        KeyedCertificate serving = bundle.serving();
        if (!Names.of(serving.certificate()).equals(names)) {
            return new CertificateStep.RenewServing("it is for other names");
        }
        // An authority that is about to end signs nothing that lasts longer: renewing again and again would not help.
        boolean canLastLonger = serving.expires().isBefore(bundle.signer().expires());
        if (!now.isBefore(serving.expires()) || (canLastLonger && !now.isBefore(serving.renewal()))) {
            return new CertificateStep.RenewServing("two thirds of its life are over");
        }
        if (!bundle.retired().isEmpty() && !now.isBefore(serving.issued().plus(overlap))) {
            return new CertificateStep.DropRetired();
        }
        return new CertificateStep.Keep();
    }
}
