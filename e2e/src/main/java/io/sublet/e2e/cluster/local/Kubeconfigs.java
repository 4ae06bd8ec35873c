package io.sublet.e2e.cluster.local;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Kubeconfig files that need no other file. */
final class Kubeconfigs {
    private Kubeconfigs() {}

    /**
     * A kubeconfig with one context.
     *
     * @param context name of cluster, user and context
     * @param server URL of the API server
     * @param authority the certificate authority in PEM
     */
    static String render(String context, String server, String authority, Pki.Identity identity) {
        return """
                apiVersion: v1
                kind: Config
                current-context: %1$s
                contexts:
                - name: %1$s
                  context: {cluster: %1$s, user: %1$s}
                clusters:
                - name: %1$s
                  cluster:
                    server: %2$s
                    certificate-authority-data: %3$s
                users:
                - name: %1$s
                  user:
                    client-certificate-data: %4$s
                    client-key-data: %5$s
                """.formatted(
                        context, server, base64(authority), base64(identity.certificate()), base64(identity.key()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
