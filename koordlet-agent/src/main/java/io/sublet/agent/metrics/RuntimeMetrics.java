package io.sublet.agent.metrics;

import io.sublet.agent.runtime.RuntimeStatus;
import java.util.function.Supplier;

/** How it stands with the connection to the container runtime; nothing where none is wanted. */
public final class RuntimeMetrics implements MetricSource {
    private final Supplier<RuntimeStatus> status;

    public RuntimeMetrics(Supplier<RuntimeStatus> status) {
        this.status = status;
    }

    @Override
    public void write(Exposition out) {
        RuntimeStatus now = status.get();
        if (!(now instanceof RuntimeStatus.NotAsked)) {
            out.family(
                            "sublet_agent_runtime_connected",
                            Exposition.Type.GAUGE,
                            "1 while the container runtime asks before it starts containers")
                    .sample(now instanceof RuntimeStatus.Connected ? 1 : 0);
        }
    }
}
