package io.sublet.cli.command;

import io.sublet.cli.api.Remote;
import io.sublet.cli.observe.ProgramPod;
import java.util.ArrayList;
import java.util.List;

/** The agent's program, run a second time in an agent's container, as its image has it. */
final class AgentProgram {
    private static final String CONTAINER = "agent";

    /** A small heap: the container's memory is made for the agent. */
    private static final List<String> JAVA = List.of(
            "/opt/java/bin/java",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx24m",
            "-cp",
            "/app/agent.jar:/app/lib/*",
            "io.sublet.agent.Main");

    private AgentProgram() {}

    static Remote.Target container(ProgramPod agent) {
        return new Remote.Target(agent.namespace(), agent.name(), CONTAINER);
    }

    static List<String> command(String name, List<String> arguments) {
        List<String> command = new ArrayList<>(JAVA);
        command.add(name);
        command.addAll(arguments);
        return command;
    }
}
