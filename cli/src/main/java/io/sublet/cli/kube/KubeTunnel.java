package io.sublet.cli.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.sublet.cli.api.Answer;
import io.sublet.cli.api.Tunnel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** By the API server's port forwarding, which {@code kubectl port-forward} uses too. */
final class KubeTunnel implements Tunnel {
    private final KubernetesClient client;
    private final Duration limit;

    KubeTunnel(KubernetesClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    @Override
    public Answer get(String namespace, String pod, int port, String path) {
        try (LocalPortForward forward =
                        client.pods().inNamespace(namespace).withName(pod).portForward(port);
                HttpClient http = HttpClient.newBuilder().connectTimeout(limit).build()) {
            var reply = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + forward.getLocalPort() + path))
                            .timeout(limit)
                            .build(),
                    BodyHandlers.ofString());
            return new Answer.Replied(reply.statusCode(), reply.body());
        } catch (IOException | KubernetesClientException e) {
            return new Answer.Silent("port " + port + " of pod " + pod + " cannot be forwarded: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent("interrupted");
        }
    }
}
