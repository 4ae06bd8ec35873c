package io.sublet.cli;

import static io.sublet.cli.InstalledCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.sublet.cli.command.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster without Sublet, and a person without rights, on a real API server with its own authentication. */
class RightsIT {
    @TempDir
    private Path home = Path.of("");

    @Test
    void eachEndsWithOneSentence() throws IOException {
        try (InstalledCluster server = InstalledCluster.start()) {
            String admin = Files.writeString(home.resolve("admin"), server.kubeconfig())
                    .toString();
            assertThat(run("status", "--kubeconfig", admin))
                    .isEqualTo(new Console.Result(
                            3,
                            "",
                            "error: this cluster has no NodeMetrics: Sublet is not installed, or its"
                                    + " definitions are not\n"));
            assertThat(run("explain", "config", "--kubeconfig", admin))
                    .isEqualTo(new Console.Result(
                            3,
                            "",
                            "error: no pod of Sublet is in this cluster: install it with helm install sublet\n"));

            Console.Result before = run("check", "--kubeconfig", admin);
            assertThat(before.err()).isEmpty();
            assertThat(before.out())
                    .contains(
                            "Sublet is not installed",
                            "there is no namespace sublet-system yet",
                            "nobody has defined the custom resources",
                            "you may install it",
                            "the Prometheus operator is not here",
                            "nobody else does the same work");
            assertThat(before.code()).isZero();

            server.install();
            assertThat(run("check", "--kubeconfig", admin).out())
                    .contains("nodeslos.slo.koordinator.sh", "belong to no release of Helm");
            String nobody = Files.writeString(home.resolve("nobody"), kubeconfig(server, token(server)))
                    .toString();
            Console.Result refused = run("status", "--kubeconfig", nobody);
            assertThat(refused.code()).isEqualTo(3);
            assertThat(refused.err())
                    .startsWith("error: you may not ask for NodeMetrics: nodemetrics.slo.koordinator.sh is forbidden: ")
                    .hasLineCount(1);
            assertThat(run("disable", "n1", "--kubeconfig", nobody).err())
                    .startsWith("error: you may not ask for node n1: nodes \"n1\" is forbidden: ");

            String unknown = Files.writeString(home.resolve("unknown"), kubeconfig(server, "nonsense"))
                    .toString();
            assertThat(run("status", "--kubeconfig", unknown).err())
                    .matches("error: the API server at https://.+ does not know you: renew the kubeconfig's"
                            + " credentials\n");
        }
    }

    private Console.Result run(String... arguments) {
        return Console.in(home).run(arguments);
    }

    private static String token(InstalledCluster server) {
        var accounts = server.client().serviceAccounts().inNamespace(InstalledCluster.NAMESPACE);
        accounts.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("nobody")
                        .endMetadata()
                        .build())
                .create();
        return await().until(
                        () -> accounts.withName("nobody")
                                .tokenRequest(new TokenRequestBuilder()
                                        .withNewSpec()
                                        .withExpirationSeconds(600L)
                                        .endSpec()
                                        .build()),
                        Objects::nonNull)
                .getStatus()
                .getToken();
    }

    /** The same server with another person. */
    private static String kubeconfig(InstalledCluster server, String token) {
        String authority = server.client().getConfiguration().getCaCertFile();
        return """
            apiVersion: v1
            kind: Config
            clusters: [{name: it, cluster: {server: "%s", certificate-authority: "%s"}}]
            contexts: [{name: it, context: {cluster: it, user: it}}]
            current-context: it
            users: [{name: it, user: {token: "%s"}}]
            """.formatted(server.client().getMasterUrl(), authority, token);
    }
}
