package io.sublet.webhook.certificate;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key that TLS handshakes use, which may change at any time: a handshake that has begun ends with the key it began
 * with, the next one takes the new one, connections stay. Each certificate is its own alias, so that the steps of one
 * handshake agree.
 */
public final class ServingKeys extends X509ExtendedKeyManager {
    private volatile Optional<KeyedCertificate> current = Optional.empty();
    private volatile Optional<KeyedCertificate> previous = Optional.empty();

    /** From now on, serve this one. */
    public synchronized void serve(KeyedCertificate certificate) {
        if (current.isEmpty() || !current.get().equals(certificate)) {
            previous = current;
            current = Optional.of(certificate);
        }
    }

    /** What is served; empty at first, which fails every handshake. */
    public Optional<KeyedCertificate> current() {
        return current;
    }

    /** When the served certificate ends, in seconds since 1970; 0 while there is none. */
    public double expirySeconds() {
        return current.map(c -> (double) c.expires().getEpochSecond()).orElse(0.0);
    }

    private Optional<KeyedCertificate> named(@Nullable String alias) {
        KeyedCertificate now = current.orElse(null);
        if (now != null && alias(now).equals(alias)) {
            return Optional.of(now);
        }
        return previous.filter(before -> alias(before).equals(alias));
    }

    private static String alias(KeyedCertificate certificate) {
        return certificate.certificate().getSerialNumber().toString(Character.MAX_RADIX);
    }

    private @Nullable String choose(String keyType) {
        return current.filter(c -> c.key().getAlgorithm().equals(keyType))
                .map(ServingKeys::alias)
                .orElse(null);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return choose(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return choose(keyType);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = choose(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return named(alias).map(c -> c.chain().toArray(X509Certificate[]::new)).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return named(alias).map(KeyedCertificate::key).orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
