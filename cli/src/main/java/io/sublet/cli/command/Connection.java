package io.sublet.cli.command;

import io.sublet.cli.kube.KubeApiServer;
import io.sublet.cli.kube.Kubeconfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that say which cluster is asked. */
final class Connection {
    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "in place of KUBECONFIG and ~/.kube/config")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", description = "in place of the kubeconfig's current context")
    private @Nullable String context;

    @Option(
            names = "--sublet-namespace",
            paramLabel = "NAMESPACE",
            description = "where Sublet is installed; looked for by its labels if not given")
    private @Nullable String namespace;

    @Option(
            names = "--request-timeout",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "how long one answer may take (default: ${DEFAULT-VALUE})")
    private int seconds;

    Session open(Surroundings here) {
        KubeApiServer api = KubeApiServer.connect(
                Kubeconfig.find(
                        Optional.ofNullable(kubeconfig), Optional.ofNullable(context), here.environment(), here.home()),
                Duration.ofSeconds(Math.clamp(seconds, 1, 600)));
        return new Session(api, Optional.ofNullable(namespace), here);
    }
}
