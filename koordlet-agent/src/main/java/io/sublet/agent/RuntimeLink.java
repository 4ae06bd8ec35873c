package io.sublet.agent;

import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.runtime.ContainerHook;
import io.sublet.agent.runtime.RuntimeStatus;
import io.sublet.agent.runtime.nri.NriPlugin;
import java.nio.file.Path;
import java.util.Optional;

/** The connection to the container runtime, if there is to be one. */
final class RuntimeLink implements AutoCloseable {
    private final Optional<NriPlugin> plugin;

    private RuntimeLink(Optional<NriPlugin> plugin) {
        this.plugin = plugin;
    }

    /** @param socket of the runtime's NRI; empty for no connection */
    static RuntimeLink of(Optional<String> socket, CgroupVersion version, ContainerHook hook, Explainer explainer) {
        return new RuntimeLink(socket.map(path -> new NriPlugin(
                Path.of(path), version, hook, explainer::runtimeCall, bug -> explainer.internalError("nri", bug))));
    }

    void start() {
        plugin.ifPresent(NriPlugin::start);
    }

    RuntimeStatus status() {
        return plugin.map(NriPlugin::status).orElseGet(RuntimeStatus.NotAsked::new);
    }

    @Override
    public void close() {
        plugin.ifPresent(NriPlugin::close);
    }
}
