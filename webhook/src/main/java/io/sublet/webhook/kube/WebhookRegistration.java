package io.sublet.webhook.kube;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.webhook.certificate.CertificateSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The MutatingWebhookConfiguration. It belongs to the chart; here only {@code caBundle} of its webhooks is written, by a
 * patch that fails if the list of webhooks has changed meanwhile.
 */
public final class WebhookRegistration {
    private static final Logger log = Logger.getLogger(WebhookRegistration.class);

    private final KubernetesClient client;
    private final String name;

    public WebhookRegistration(KubernetesClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** What every API server trusts at the moment: the authorities that stand in all webhooks of the configuration. */
    public Set<X509Certificate> published() {
        Set<X509Certificate> common = new HashSet<>();
        boolean first = true;
        for (MutatingWebhook webhook : webhooks()) {
            Set<X509Certificate> trusted = trusted(webhook);
            if (first) {
                common.addAll(trusted);
            } else {
                common.retainAll(trusted);
            }
            first = false;
        }
        return common;
    }

    /** Writes the bundle where another one stands. Says whether the configuration holds it everywhere now. */
    public boolean publish(String pem) {
        String encoded = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        List<MutatingWebhook> webhooks = webhooks();
        List<String> operations = new ArrayList<>();
        for (int i = 0; i < webhooks.size(); i++) {
            if (!encoded.equals(webhooks.get(i).getClientConfig().getCaBundle())) {
                String path = "/webhooks/" + i;
                operations.add("{\"op\":\"test\",\"path\":\"" + path + "/name\",\"value\":\""
                        + webhooks.get(i).getName() + "\"}");
                operations.add("{\"op\":\"add\",\"path\":\"" + path + "/clientConfig/caBundle\",\"value\":\"" + encoded
                        + "\"}");
            }
        }
        if (!operations.isEmpty()) {
            client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON), "[" + String.join(",", operations) + "]");
            log.infof("CA bundle published configuration=%s", name);
        }
        return !webhooks.isEmpty();
    }

    private List<MutatingWebhook> webhooks() {
        MutatingWebhookConfiguration configuration = client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName(name)
                .get();
        return configuration == null ? List.of() : configuration.getWebhooks();
    }

    private static Set<X509Certificate> trusted(MutatingWebhook webhook) {
        String bundle = webhook.getClientConfig().getCaBundle();
        if (bundle == null || bundle.isEmpty()) {
            return Set.of();
        }
        try {
            String pem = new String(Base64.getDecoder().decode(bundle), StandardCharsets.US_ASCII);
            return Set.copyOf(CertificateSecret.certificates(pem));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Set.of();
        }
    }
}
