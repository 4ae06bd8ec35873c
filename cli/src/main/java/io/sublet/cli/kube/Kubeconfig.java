package io.sublet.cli.kube;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the cluster is and who asks, found as kubectl finds it. */
public final class Kubeconfig {
    private static final String VARIABLE = "KUBECONFIG";

    private Kubeconfig() {}

    /**
     * From the file that is named, else from the files in {@code KUBECONFIG}, else {@code ~/.kube/config}, else from the pod
     * that this runs in.
     *
     * @param context of the file, in place of its current one
     */
    public static Config find(
            Optional<Path> named, Optional<String> context, Map<String, String> environment, Path home) {
        Optional<Path> file = named.or(() -> ofVariable(environment)).or(() -> existing(home.resolve(".kube/config")));
        if (file.isPresent()) {
            return read(file.get(), context);
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return Config.autoConfigure(context.orElse(null));
        }
        throw new Failure(
                Exit.UNREACHABLE,
                "no kubeconfig: there is no " + home.resolve(".kube/config") + "; set KUBECONFIG or give --kubeconfig");
    }

    private static Optional<Path> existing(Path file) {
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /** The first file that is there: contexts are not looked for across files. */
    private static Optional<Path> ofVariable(Map<String, String> environment) {
        String files = environment.getOrDefault(VARIABLE, "");
        if (files.isBlank()) {
            return Optional.empty();
        }
        for (String name : files.split(File.pathSeparator, -1)) {
            Optional<Path> file = existing(Path.of(name));
            if (file.isPresent()) {
                return file;
            }
        }
        throw new Failure(Exit.UNREACHABLE, "KUBECONFIG names " + files + ", and there is no such file");
    }

    private static Config read(Path file, Optional<String> context) {
        if (!Files.isReadable(file)) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "the kubeconfig " + file + " cannot be read: there is no such file, or you may not");
        }
        Config config;
        try {
            config = Config.fromKubeconfig(context.orElse(null), file.toFile());
        } catch (RuntimeException e) {
            throw new Failure(Exit.UNREACHABLE, "the kubeconfig " + file + " cannot be used: it is not one");
        }
        if (!isChosen(config, context)) {
            throw new Failure(
                    Exit.UNREACHABLE,
                    "the kubeconfig " + file + " has no "
                            + context.map(name -> "context " + name).orElse("current context")
                            + ": choose one with --context");
        }
        return config;
    }

    /** Whether the context that counts is there: for one that is not the client takes another, which may be another cluster. */
    private static boolean isChosen(Config config, Optional<String> context) {
        NamedContext current = config.getCurrentContext();
        return current != null
                && current.getContext() != null
                && context.filter(name -> !name.equals(current.getName())).isEmpty();
    }
}
