package io.sublet.e2e.command;

import com.fasterxml.jackson.core.type.TypeReference;
import com.marcnuri.helm.Release;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.StateDirectory;
import io.sublet.e2e.install.Artifacts;
import io.sublet.e2e.install.Installation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Brings the project into the local cluster as it is built. */
@Command(name = "install", description = "Import the images into the local cluster and install the chart there.")
public final class InstallCommand implements Runnable {
    @Option(names = "--mode", defaultValue = "enforce", description = "observe or enforce")
    private String mode = "enforce";

    @Option(names = "--values", description = "a values file; its mode counts for nothing")
    private @Nullable Path values;

    @Option(names = "--patience", defaultValue = "180", description = "seconds until all pods must be ready")
    private int patience;

    @Override
    public void run() {
        LocalCluster cluster = LocalCluster.running(StateDirectory.ofEnvironment())
                .orElseThrow(() -> new ClusterException("no local cluster is running: run 'make up' first"));
        Release release = Installation.of(Artifacts.ofWorkingDirectory())
                .into(cluster, read(), Duration.ofSeconds(patience), System.out::println);
        System.out.println(release.getOutput());
    }

    private Map<String, Object> read() {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("mode", mode));
        if (values != null) {
            try (InputStream in = Files.newInputStream(values)) {
                all.putAll(new KubernetesSerialization().unmarshal(in, new TypeReference<Map<String, Object>>() {}));
                all.put("mode", mode);
            } catch (IOException e) {
                throw new ClusterException("the values file " + values + " cannot be read: " + e.getMessage(), e);
            }
        }
        return all;
    }
}
