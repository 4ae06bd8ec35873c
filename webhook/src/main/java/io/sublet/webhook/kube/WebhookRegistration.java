package io.sublet.webhook.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.RecordWatch;
import io.sublet.webhook.certificate.CertificateSecret;
import io.sublet.webhook.registration.Reach;
import io.sublet.webhook.registration.Registration;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keeps the webhook configurations, the mutating and the validating one of the same name, as {@link Registration} wants
 * them. Both are watched, so that a change by somebody else is answered at once.
 *
 * <p>All replicas do this. A reach is written only after the profiles were read from the API server anew: a replica whose
 * own view is behind cannot take back what another one has widened. A write holds the version that was seen, so of two
 * replicas one writes and the other finds nothing to do.
 */
public final class WebhookRegistration implements AutoCloseable {
    private static final Logger log = Logger.getLogger(WebhookRegistration.class);
    private static final int UNPROCESSABLE = 422;

    private enum Kind {
        MUTATING("MutatingWebhookConfiguration", "mutatingwebhookconfigurations"),
        VALIDATING("ValidatingWebhookConfiguration", "validatingwebhookconfigurations");

        private final String kind;
        private final String plural;

        Kind(String kind, String plural) {
            this.kind = kind;
            this.plural = plural;
        }
    }

    private final KubernetesClient client;
    private final ApiContact contact;
    private final String name;
    private final Supplier<Reach> readReach;
    private final RegistrationMetrics metrics;
    private final Map<Kind, ObjectNode> present = new ConcurrentHashMap<>();
    private final List<RecordWatch<?>> watches = new CopyOnWriteArrayList<>();
    private String confirmed = "";

    /**
     * @param contact is told of what does not work
     * @param name of both configurations
     * @param readReach asks the API server, not a cache
     */
    public WebhookRegistration(
            KubernetesClient client,
            ApiContact contact,
            String name,
            Supplier<Reach> readReach,
            RegistrationMetrics metrics) {
        this.client = client;
        this.contact = contact;
        this.name = name;
        this.readReach = readReach;
        this.metrics = metrics;
    }

    /**
     * Begins to watch.
     *
     * @param changed told of every change; must return soon
     */
    public void start(Runnable changed) {
        for (Kind kind : Kind.values()) {
            RecordWatch<GenericKubernetesResource> watch = new RecordWatch<>(
                    new RecordWatch.Source<>(kind.plural, resource(kind), GenericKubernetesResource::new),
                    contact,
                    object -> {
                        present.put(kind, tree(object));
                        changed.run();
                    },
                    gone -> {
                        present.remove(kind);
                        changed.run();
                    });
            watches.add(watch);
            watch.start();
        }
    }

    /** Whether both configurations have been looked for. */
    public boolean isKnown() {
        return watches.size() == Kind.values().length && watches.stream().allMatch(RecordWatch::isFilled);
    }

    /** Whether an API server can call at all. */
    public boolean exists() {
        return present.containsKey(Kind.MUTATING);
    }

    /** What every API server trusts at the moment: the authorities that stand in all webhooks of the configurations. */
    public Set<X509Certificate> published() {
        Set<X509Certificate> common = new HashSet<>();
        boolean first = true;
        for (ObjectNode configuration : present.values()) {
            for (JsonNode webhook : configuration.path("webhooks")) {
                Set<X509Certificate> trusted = trusted(webhook);
                if (first) {
                    common.addAll(trusted);
                } else {
                    common.retainAll(trusted);
                }
                first = false;
            }
        }
        return common;
    }

    /**
     * Writes what is not as it should be; to be called only while the server serves.
     *
     * @param authorities as PEM; empty if somebody else enters them
     * @param reach as far as this replica knows; empty while it does not
     * @return false if somebody else has written meanwhile: look again
     */
    public boolean keep(Optional<String> authorities, Optional<Reach> reach) {
        boolean done = true;
        for (Kind kind : Kind.values()) {
            ObjectNode now = present.get(kind);
            if (now != null) {
                done &= keep(kind, now, authorities, reach);
            }
        }
        if (done && exists()) {
            confirmed = authorities.orElse("");
        }
        return done;
    }

    private boolean keep(Kind kind, ObjectNode now, Optional<String> authorities, Optional<Reach> reach) {
        ObjectNode trusting = Registration.wanted(now, authorities, Optional.empty());
        ObjectNode wanted = Registration.wanted(now, authorities, reach);
        boolean reachDiffers = !wanted.equals(trusting);
        if (reachDiffers) {
            wanted = Registration.wanted(now, authorities, Optional.of(readReach.get()));
            reachDiffers = !wanted.equals(trusting);
        }
        ArrayNode patch = Registration.patch(now, wanted);
        if (patch.isEmpty()) {
            return true;
        }
        if (!write(kind, now, patch)) {
            return false;
        }
        if (reachDiffers) {
            log.infof("Reach written configuration=%s", name);
            metrics.wrote(RegistrationMetrics.Cause.REACH);
        }
        if (!trusting.equals(now)) {
            wroteBundle(kind, authorities.orElse(""));
        }
        return true;
    }

    private void wroteBundle(Kind kind, String authorities) {
        if (authorities.equals(confirmed)) {
            log.warnf("CA bundle was overwritten and is put back resource=%s configuration=%s", kind.kind, name);
            metrics.wrote(RegistrationMetrics.Cause.OVERWRITTEN);
        } else {
            log.infof("CA bundle published resource=%s configuration=%s", kind.kind, name);
            metrics.wrote(RegistrationMetrics.Cause.CERTIFICATES);
        }
    }

    private boolean write(Kind kind, ObjectNode seen, ArrayNode patch) {
        try {
            GenericKubernetesResource written = resource(kind).patch(PatchContext.of(PatchType.JSON), patch.toString());
            present.put(kind, tree(written));
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return true;
            }
            if ((e.getCode() == UNPROCESSABLE || e.getCode() == HttpURLConnection.HTTP_CONFLICT)
                    && hasChangedSince(kind, seen)) {
                log.debugf("Somebody wrote the configuration meanwhile resource=%s", kind.kind);
                return false;
            }
            throw e;
        }
    }

    private boolean hasChangedSince(Kind kind, ObjectNode seen) {
        GenericKubernetesResource current = resource(kind).get();
        if (current == null) {
            return true;
        }
        present.put(kind, tree(current));
        return !current.getMetadata()
                .getResourceVersion()
                .equals(seen.path("metadata").path("resourceVersion").asText());
    }

    private Resource<GenericKubernetesResource> resource(Kind kind) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup("admissionregistration.k8s.io")
                        .withVersion("v1")
                        .withKind(kind.kind)
                        .withPlural(kind.plural)
                        .withNamespaced(false)
                        .build())
                .withName(name);
    }

    private ObjectNode tree(GenericKubernetesResource object) {
        return client.getKubernetesSerialization().convertValue(object, ObjectNode.class);
    }

    private static Set<X509Certificate> trusted(JsonNode webhook) {
        String bundle = webhook.path("clientConfig").path("caBundle").asText("");
        if (bundle.isEmpty()) {
            return Set.of();
        }
        try {
            String pem = new String(Base64.getDecoder().decode(bundle), StandardCharsets.US_ASCII);
            return Set.copyOf(CertificateSecret.certificates("caBundle", pem));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Set.of();
        }
    }

    @Override
    public void close() {
        watches.forEach(RecordWatch::close);
    }
}
