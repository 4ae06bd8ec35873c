package io.sublet.manager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.sublet.crds.cluster.ApiTrouble;
import io.sublet.manager.kube.Uninstall;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line: nothing to run the manager, {@code uninstall} to take back what all programs put into the cluster. */
@QuarkusMain
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("uninstall")) {
            System.exit(uninstall(List.of(arguments).subList(1, arguments.length)));
        }
        Quarkus.run(arguments);
    }

    private static int uninstall(List<String> options) {
        Uninstall.Release release;
        try {
            release = release(options);
        } catch (IllegalArgumentException e) {
            System.err.println("sublet-manager uninstall: " + e.getMessage());
            return USAGE;
        }
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            return uninstall(client, release);
        }
    }

    private static int uninstall(KubernetesClient client, Uninstall.Release release) {
        try {
            List<String> left = new Uninstall(client, release, System.out::println).run();
            left.forEach(System.err::println);
            return left.isEmpty() ? 0 : FAILED;
        } catch (KubernetesClientException e) {
            String address = client.getMasterUrl().toString();
            System.err.println(
                    "sublet-manager uninstall: " + ApiTrouble.of(address, e).sentence());
            return FAILED;
        }
    }

    /** From {@code --name=… --instance=… --namespace=… --agent-namespace=… --patience=SECONDS}. */
    static Uninstall.Release release(List<String> options) {
        Map<String, String> values = new HashMap<>();
        List<String> known = List.of("name", "instance", "namespace", "agent-namespace", "patience");
        for (String option : options) {
            String[] parts = option.split("=", 2);
            if (parts.length != 2 || !parts[0].startsWith("--") || !known.contains(parts[0].substring(2))) {
                throw new IllegalArgumentException(
                        "'" + option + "' is none of --" + String.join("=, --", known) + "=");
            }
            values.put(parts[0].substring(2), parts[1]);
        }
        for (String key : known) {
            if (values.getOrDefault(key, "").isEmpty()) {
                throw new IllegalArgumentException("--" + key + "= is missing; all of these are needed: "
                        + String.join(
                                ", ",
                                Arrays.asList(
                                        "--name", "--instance", "--namespace", "--agent-namespace", "--patience")));
            }
        }
        String patience = values.getOrDefault("patience", "");
        if (!patience.matches("[1-9][0-9]{0,4}")) {
            throw new IllegalArgumentException("--patience must be a number of seconds, was " + patience);
        }
        return new Uninstall.Release(
                values.getOrDefault("name", ""),
                values.getOrDefault("instance", ""),
                values.getOrDefault("namespace", ""),
                values.getOrDefault("agent-namespace", ""),
                Duration.ofSeconds(Long.parseLong(patience)));
    }
}
