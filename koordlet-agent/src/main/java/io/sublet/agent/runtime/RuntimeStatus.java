package io.sublet.agent.runtime;

/** How far the connection to the runtime has come. */
public sealed interface RuntimeStatus {
    /** Nobody wants one. */
    record NotAsked() implements RuntimeStatus {}

    /**
     * There is none.
     *
     * @param cause one clause for a person
     */
    record Disconnected(String cause) implements RuntimeStatus {}

    /**
     * It asks before it starts containers.
     *
     * @param runtime its name and version
     */
    record Connected(String runtime) implements RuntimeStatus {}
}
