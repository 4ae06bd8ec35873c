package io.sublet.webhook.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sublet.protocol.Parsed;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateRulesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration OVERLAP = Duration.ofMinutes(10);
    private static final Set<String> NAMES = Names.ofService("sublet-webhook", "sublet-system", List.of("127.0.0.1"));

    private final CertificateRules rules = new CertificateRules(NAMES, OVERLAP);
    private final CertificateIssuer issuer = new CertificateIssuer(NAMES, DAY.multipliedBy(300), DAY.multipliedBy(90));
    private final CertificateBundle fresh =
            issuer.carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), START);

    private CertificateStep decide(CertificateBundle bundle, Instant now) {
        return decide(new Parsed.Valid<>(bundle), Set.copyOf(bundle.trusted()), now);
    }

    /** Of a replica that has just started. */
    private CertificateStep decide(Parsed<CertificateBundle> stored, Set<X509Certificate> published, Instant now) {
        return rules.decide(stored, Optional.empty(), published, now);
    }

    @Test
    void nothingStoredOrNothingUsableStartsOver() {
        assertThat(decide(new Parsed.Absent<>(), Set.of(), START)).isInstanceOf(CertificateStep.IssueAll.class);
        assertThat(decide(new Parsed.Invalid<>("x"), Set.of(), START)).isInstanceOf(CertificateStep.IssueAll.class);
        assertThat(decide(fresh, START.plus(DAY.multipliedBy(301)))).isInstanceOf(CertificateStep.IssueAll.class);
    }

    @Test
    void theServingCertificateIsRenewedAfterTwoThirdsOfItsLife() {
        assertThat(decide(fresh, START.plus(DAY.multipliedBy(59)))).isInstanceOf(CertificateStep.Keep.class);
        assertThat(decide(fresh, START.plus(DAY.multipliedBy(60)))).isInstanceOf(CertificateStep.RenewServing.class);
    }

    @Test
    void otherNamesNeedAnotherServingCertificate() {
        CertificateRules others = new CertificateRules(Set.of("elsewhere"), OVERLAP);

        assertThat(others.decide(new Parsed.Valid<>(fresh), Optional.empty(), Set.of(), START))
                .isInstanceOf(CertificateStep.RenewServing.class);
    }

    @Test
    void aNewAuthoritySignsOnlyAfterItWasPublishedForTheOverlap() {
        Instant late = START.plus(DAY.multipliedBy(200));
        assertThat(decide(fresh, late)).isInstanceOf(CertificateStep.AddSuccessor.class);
        CertificateBundle both = issuer.carryOut(new CertificateStep.AddSuccessor(), Optional.of(fresh), late);

        assertThat(both.trusted()).hasSize(2);
        assertThat(decide(both, late.plus(OVERLAP).minusSeconds(1)))
                .isNotInstanceOf(CertificateStep.SwitchToSuccessor.class);
        assertThat(decide(both, late.plus(OVERLAP))).isInstanceOf(CertificateStep.SwitchToSuccessor.class);
        assertThat(decide(new Parsed.Valid<>(both), Set.copyOf(fresh.trusted()), late.plus(OVERLAP)))
                .as("not published")
                .isNotInstanceOf(CertificateStep.SwitchToSuccessor.class);
    }

    @Test
    void whatWasLostIsPutBackByAReplicaThatServesIt() {
        Instant later = START.plus(DAY);

        for (Parsed<CertificateBundle> lost :
                List.<Parsed<CertificateBundle>>of(new Parsed.Absent<>(), new Parsed.Invalid<>("garbage"))) {
            assertThat(rules.decide(lost, Optional.of(fresh), Set.of(), later))
                    .isInstanceOf(CertificateStep.PutBack.class);
            assertThat(rules.decide(lost, Optional.of(fresh), Set.of(), START.plus(DAY.multipliedBy(301))))
                    .as("expired meanwhile")
                    .isInstanceOf(CertificateStep.IssueAll.class);
        }
        assertThat(issuer.carryOut(new CertificateStep.PutBack("test"), Optional.of(fresh), later))
                .isEqualTo(fresh);
    }

    @Test
    void whoStartsOverStillTrustsWhatOtherReplicasServe() {
        Set<X509Certificate> published = Set.copyOf(fresh.trusted());
        Instant later = START.plus(DAY);

        CertificateStep step = decide(new Parsed.Invalid<>("garbage"), published, later);
        CertificateBundle next = issuer.carryOut(step, Optional.empty(), later);

        assertServes(fresh, next.trusted(), later);
        assertServes(next, next.trusted(), later);
        assertThat(decide(next, later.plus(OVERLAP))).isInstanceOf(CertificateStep.DropRetired.class);
        assertThat(decide(new Parsed.Absent<>(), published, START.plus(DAY.multipliedBy(301))))
                .as("not what has expired")
                .isEqualTo(new CertificateStep.IssueAll("there are none", Set.of()));
    }

    /** A clock that was a year ahead has made certificates that begin in a year. */
    @Test
    void certificatesFromTheFutureAreMadeAnew() {
        Instant ahead = START.plus(DAY.multipliedBy(365));
        CertificateBundle future =
                issuer.carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), ahead);
        CertificateBundle renewedAhead =
                issuer.carryOut(new CertificateStep.RenewServing("test"), Optional.of(fresh), START.plus(DAY));
        CertificateBundle succeededAhead =
                issuer.carryOut(new CertificateStep.AddSuccessor(), Optional.of(fresh), ahead);

        assertThat(decide(future, START)).isInstanceOf(CertificateStep.IssueAll.class);
        assertThat(decide(renewedAhead, START)).isInstanceOf(CertificateStep.RenewServing.class);
        assertThat(decide(succeededAhead, START)).isInstanceOf(CertificateStep.AddSuccessor.class);
    }

    /** Two replicas whose clocks differ by much come to rest, also when something is due. */
    @Test
    void clocksThatDisagreeDoNotFight() {
        Instant now = START.plus(DAY.multipliedBy(61));
        for (Duration skew : List.of(
                Duration.ofHours(1), DAY, DAY.negated(), DAY.multipliedBy(20).negated())) {
            CertificateBundle bundle = fresh;
            int writes = 0;
            for (int turn = 0; turn < 20; turn++) {
                for (Instant clock : List.of(now, now.plus(skew))) {
                    CertificateStep step = decide(bundle, clock);
                    if (!(step instanceof CertificateStep.Keep)) {
                        writes++;
                        bundle = issuer.carryOut(step, Optional.of(bundle), clock);
                    }
                }
            }
            assertThat(writes).as("skew " + skew).isBetween(1, 3);
        }
    }

    @Test
    void trustIsAboutTheChainAndTheTime() {
        Set<X509Certificate> authorities = Set.copyOf(fresh.trusted());

        assertThat(fresh.serving().isTrustedBy(authorities, START)).isTrue();
        assertThat(fresh.serving().isTrustedBy(authorities, START.plus(DAY.multipliedBy(91))))
                .isFalse();
        assertThat(fresh.serving().isTrustedBy(Set.of(), START)).isFalse();
        assertThat(fresh.serving().isTrustedBy(Set.of(fresh.serving().certificate()), START))
                .isTrue();
        CertificateBundle other =
                issuer.carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), START);
        assertThat(fresh.serving().isTrustedBy(Set.copyOf(other.trusted()), START))
                .isFalse();
    }

    /** Ten years, looked at every seven hours; one replica serves and the clients trust what stood an overlap ago. */
    @Test
    void atNoTimeIsSomethingServedThatALateClientDoesNotTrustOrThatHasExpired() {
        CertificateBundle bundle = fresh;
        CertificateBundle before = fresh;
        Set<String> authorities = new HashSet<>();
        List<CertificateStep> steps = new ArrayList<>();
        for (Instant now = START;
                now.isBefore(START.plus(DAY.multipliedBy(3650)));
                now = now.plus(Duration.ofHours(7))) {
            CertificateStep step = decide(bundle, now);
            before = bundle;
            bundle = issuer.carryOut(step, Optional.of(bundle), now);
            steps.add(step);
            authorities.add(bundle.signer().toString());
            assertServes(bundle, before.trusted(), now);
            assertServes(before, bundle.trusted(), now);
        }
        assertThat(steps).noneMatch(step -> step instanceof CertificateStep.IssueAll);
        assertThat(authorities).hasSizeGreaterThan(10);
        assertThat(bundle.trusted()).hasSizeLessThan(3);
    }

    private static void assertServes(CertificateBundle shown, List<X509Certificate> trusted, Instant now) {
        X509Certificate certificate = shown.serving().certificate();
        assertThat(certificate.getNotAfter().toInstant()).isAfter(now);
        assertThat(trusted)
                .anySatisfy(authority -> assertThatCode(() -> certificate.verify(authority.getPublicKey()))
                        .doesNotThrowAnyException());
    }

    @Test
    void theSecretReadsBackTheSame() {
        CertificateBundle rotating =
                issuer.carryOut(new CertificateStep.AddSuccessor(), Optional.of(fresh), START.plus(DAY));
        CertificateBundle rotated =
                issuer.carryOut(new CertificateStep.SwitchToSuccessor(), Optional.of(rotating), START.plus(DAY));

        for (CertificateBundle bundle : List.of(fresh, rotating, rotated)) {
            assertThat(CertificateSecret.parse(CertificateSecret.render(bundle)).valid())
                    .contains(bundle);
        }
        assertThat(CertificateSecret.parse(Map.of())).isInstanceOf(Parsed.Absent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ca.crt", "ca.key", "tls.crt", "tls.key"})
    void aSecretThatDoesNotFitTogetherIsInvalid(String key) {
        Map<String, String> missing = new TreeMap<>(CertificateSecret.render(fresh));
        missing.remove(key);
        CertificateBundle other =
                issuer.carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), START);
        Map<String, String> mixed = new TreeMap<>(CertificateSecret.render(fresh));
        mixed.put(key, CertificateSecret.render(other).getOrDefault(key, ""));
        Map<String, String> garbage = new TreeMap<>(CertificateSecret.render(fresh));
        garbage.put(key, "garbage");

        for (Map<String, String> data : List.of(missing, mixed, garbage)) {
            assertThat(CertificateSecret.parse(data)).isInstanceOf(Parsed.Invalid.class);
        }
    }

    @Test
    void theServingCertificateIsForTheService() {
        assertThat(Names.of(fresh.serving().certificate()))
                .containsExactlyInAnyOrder(
                        "sublet-webhook.sublet-system.svc",
                        "sublet-webhook.sublet-system.svc.cluster.local",
                        "sublet-webhook.sublet-system",
                        "sublet-webhook",
                        "127.0.0.1");
    }
}
