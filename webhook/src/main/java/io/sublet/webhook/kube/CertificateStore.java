package io.sublet.webhook.kube;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.certificate.CertificateBundle;
import io.sublet.webhook.certificate.CertificateSecret;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Secret in which the replicas share certificates. It exists, perhaps empty; it is never created here. */
public final class CertificateStore {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    public CertificateStore(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /**
     * What is stored.
     *
     * @param secret the object it was read from, whose version guards the next write
     */
    public record Stored(Parsed<CertificateBundle> bundle, Secret secret) {}

    /** Namespace and name of the Secret. */
    String secret() {
        return namespace + "/" + name;
    }

    /** What is stored; empty if there is no Secret. */
    public Optional<Stored> read() {
        return Optional.ofNullable(
                        client.secrets().inNamespace(namespace).withName(name).get())
                .map(secret -> new Stored(CertificateSecret.parse(decode(secret)), secret));
    }

    /** Stores a bundle, unless somebody has written since: then nothing is written. */
    public boolean write(CertificateBundle bundle, Stored since) {
        Map<String, String> data = new TreeMap<>();
        CertificateSecret.render(bundle)
                .forEach((key, text) ->
                        data.put(key, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII))));
        Secret secret = new SecretBuilder(since.secret()).withData(data).build();
        try {
            // The object carries the version that was read: a later one is a conflict.
            client.secrets().inNamespace(namespace).resource(secret).update();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    private static Map<String, String> decode(Secret secret) {
        Map<String, String> texts = new TreeMap<>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) ->
                            texts.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII)));
        }
        return texts;
    }
}
