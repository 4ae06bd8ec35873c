package io.sublet.e2e.image;

import java.util.List;
import java.util.Map;

/**
 * What an image is made of.
 *
 * @param name repository and tag without a host, such as {@code sublet/agent:0.1.0}
 * @param layers from the bottom, the ones that change least first
 * @param entrypoint program and its first arguments; a container's own arguments follow them
 * @param environment variables that are set unless the container sets them
 * @param user numeric user and group, {@code "uid:gid"}: Kubernetes can check a number for being non-root
 * @param ports TCP ports the program listens on, for readers of the image
 */
public record ImageDefinition(
        String name,
        List<Layer> layers,
        List<String> entrypoint,
        Map<String, String> environment,
        String user,
        List<Integer> ports) {
    /** Copies the lists. */
    public ImageDefinition {
        layers = List.copyOf(layers);
        entrypoint = List.copyOf(entrypoint);
        environment = Map.copyOf(environment);
        ports = List.copyOf(ports);
    }

    /** The name as a file name: {@code agent-0.1.0.tar} for {@code sublet/agent:0.1.0}. */
    public String archiveName() {
        return name.substring(name.indexOf('/') + 1).replace(':', '-') + ".tar";
    }
}
