package io.sublet.e2e.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.UninstallCommand;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The chart in a cluster.
 *
 * @param kubeconfig the cluster, with all rights
 * @param namespace where the release is
 */
public record ChartRelease(Path kubeconfig, String namespace) {
    /** The release's name, which the names of its objects start with. */
    public static final String NAME = "sublet";

    /** The namespace that the documentation uses. */
    public static final String NAMESPACE = "sublet-system";

    /**
     * Installs the chart, or upgrades the release to it, and waits until all its pods are ready. Values that are not
     * given are the chart's own, also after an earlier install with others. A release whose install or upgrade was interrupted is removed first, for
     * Helm would wait for its end for ever.
     *
     * @param chart the packaged chart, or its directory
     * @param values as in a values file
     * @throws ChartException with Helm's message if it fails or takes longer than {@code patience}
     */
    public Release install(Path chart, Map<String, Object> values, Duration patience) {
        if (isUnfinished()) {
            remove(helmUninstall().noHooks(), patience);
        }
        Path file = valuesFile(values);
        try {
            return Helm.upgrade(chart.toString())
                    .install()
                    .resetValues()
                    .withName(NAME)
                    .withNamespace(namespace)
                    .createNamespace()
                    .withKubeConfig(kubeconfig)
                    .withValuesFile(file)
                    .waitReady()
                    .withTimeout(Math.toIntExact(patience.toSeconds()))
                    .call();
        } catch (IllegalStateException e) {
            throw new ChartException("helm install: " + e.getMessage(), e);
        } finally {
            EndingSignals.takeBack();
            delete(file);
        }
    }

    /**
     * Removes the release and waits until its pods are gone; what the chart keeps (definitions, priority classes)
     * stays. Nothing happens if there is no release.
     *
     * @throws ChartException with Helm's message if it fails, or if a pod is still there after {@code patience}
     */
    public void uninstall(Duration patience) {
        remove(helmUninstall(), patience);
    }

    private boolean isUnfinished() {
        try {
            return Helm.list().withNamespace(namespace).withKubeConfig(kubeconfig).pending().call().stream()
                    .anyMatch(release -> release.getName().equals(NAME));
        } catch (IllegalStateException e) {
            throw new ChartException("helm list: " + e.getMessage(), e);
        }
    }

    private UninstallCommand helmUninstall() {
        return Helm.uninstall(NAME)
                .withNamespace(namespace)
                .withKubeConfig(kubeconfig)
                .ignoreNotFound()
                .withCascade(UninstallCommand.Cascade.FOREGROUND);
    }

    private void remove(UninstallCommand command, Duration patience) {
        try {
            command.call();
        } catch (IllegalStateException e) {
            throw new ChartException("helm uninstall: " + e.getMessage(), e);
        }
        awaitNoPods(patience);
    }

    private void awaitNoPods(Duration patience) {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig.toFile()))
                .build()) {
            client.pods()
                    .inNamespace(namespace)
                    .withLabel("app.kubernetes.io/instance", NAME)
                    .informOnCondition(List::isEmpty)
                    .get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChartException("interrupted while pods were ending", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new ChartException("pods of the release are still there after " + patience.toSeconds() + " s", e);
        }
    }

    private static Path valuesFile(Map<String, Object> values) {
        try {
            return Files.writeString(Files.createTempFile("values", ".yaml"), Serialization.asYaml(values));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the values", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file, e);
        }
    }
}
