package io.sublet.cli.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.sublet.cli.api.Remote;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** By the API server's exec, which {@code kubectl exec} uses too. */
final class KubeRemote implements Remote {
    private final KubernetesClient client;
    private final Duration limit;

    KubeRemote(KubernetesClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    @Override
    public Optional<String> run(Target target, List<String> command, OutputStream out) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (ExecWatch exec = client.pods()
                .inNamespace(target.namespace())
                .withName(target.pod())
                .inContainer(target.container())
                .withReadyWaitTimeout(0) // whether it is ready is known, and need not be watched for
                .writingOutput(out)
                .writingError(err)
                .exec(command.toArray(String[]::new))) {
            int code = exec.exitCode().get(limit.toSeconds(), TimeUnit.SECONDS);
            return code == 0
                    ? Optional.empty()
                    : Optional.of("it ended with " + code + " "
                            + err.toString(StandardCharsets.UTF_8).strip());
        } catch (ExecutionException | KubernetesClientException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (TimeoutException e) {
            return Optional.of("it did not end in " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
